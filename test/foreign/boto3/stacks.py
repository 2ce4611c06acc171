"""Deploys, changes, breaks and deletes a stack as programs with boto3 do, and prints what it saw as JSON."""

import json

from session import client, error_of

WAIT = {"WaiterConfig": {"Delay": 0.05, "MaxAttempts": 400}}
cloudformation = client("cloudformation")


def waiter(name, **arguments):
    # botocore checks that a waiter's delay is a number, not that it is whole.
    cloudformation.get_waiter(name).wait(**arguments, **WAIT)


def template(*queues, **resources):
    """A stack of queues; the output is the number of their names' letters that a program would look for."""
    named = {name: {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 600}} for name in queues}
    outputs = {name: {"Value": {"Fn::GetAtt": [name, "QueueName"]}} for name in queues}
    return json.dumps({"Resources": {**named, **resources}, "Outputs": outputs})


# A subscription to a topic that is not there fails when it is made.
BROKEN = {
    "Type": "AWS::SNS::Subscription",
    "Properties": {
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:nowhere",
        "Protocol": "sqs",
        "Endpoint": "arn:aws:sqs:eu-west-1:123456789012:nowhere",
    },
}


def status(name="foreign"):
    return cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]


def change_set(name, kind, body, stack="foreign"):
    cloudformation.create_change_set(
        StackName=stack, ChangeSetName=name, ChangeSetType=kind, TemplateBody=body, Tags=[{"Key": "by", "Value": "boto3"}]
    )
    waiter("change_set_create_complete", StackName=stack, ChangeSetName=name)
    return cloudformation.describe_change_set(StackName=stack, ChangeSetName=name)


def changes(described):
    found = [one["ResourceChange"] for one in described["Changes"]]
    return [f"{one['Action']} {one['LogicalResourceId']} {one['ResourceType']}" for one in found]


saw = {}

saw["created change set"] = changes(change_set("first", "CREATE", template("A")))
saw["before execution"] = status()
cloudformation.execute_change_set(StackName="foreign", ChangeSetName="first")
waiter("stack_create_complete", StackName="foreign")
stack = cloudformation.describe_stacks(StackName="foreign")["Stacks"][0]
saw["created"] = [stack["StackStatus"], stack["Tags"], [one["OutputKey"] for one in stack["Outputs"]]]

saw["change"] = changes(change_set("second", "UPDATE", template("A", "B")))
saw["listed"] = [
    [one["ChangeSetName"], one["ExecutionStatus"]]
    for one in cloudformation.list_change_sets(StackName="foreign")["Summaries"]
]
cloudformation.execute_change_set(StackName="foreign", ChangeSetName="second")
waiter("stack_update_complete", StackName="foreign")

try:
    change_set("third", "UPDATE", template("A", "B"))
except Exception as error:
    described = cloudformation.describe_change_set(StackName="foreign", ChangeSetName="third")
    saw["no change"] = [type(error).__name__, described["Status"], described["StatusReason"]]
cloudformation.delete_change_set(StackName="foreign", ChangeSetName="third")
saw["no change, updated"] = error_of(
    cloudformation.update_stack, StackName="foreign", TemplateBody=template("A", "B"), Tags=stack["Tags"]
)

cloudformation.update_stack(StackName="foreign", TemplateBody=template("A", "B", "C", Broken=BROKEN))
try:
    waiter("stack_update_complete", StackName="foreign")
except Exception as error:
    saw["failed change"] = [type(error).__name__, status()]
saw["rolled back"] = status()
events = [one for page in cloudformation.get_paginator("describe_stack_events").paginate(StackName="foreign") for one in page["StackEvents"]]
saw["reason"] = [one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED"][-1]
saw["resources"] = sorted(
    f"{one['LogicalResourceId']} {one['ResourceStatus']}"
    for page in cloudformation.get_paginator("list_stack_resources").paginate(StackName="foreign")
    for one in page["StackResourceSummaries"]
)

cloudformation.create_stack(StackName="broken", TemplateBody=template("A", Broken=BROKEN))
try:
    waiter("stack_create_complete", StackName="broken")
except Exception as error:
    saw["failed creation"] = [type(error).__name__, status("broken")]
saw["update of what rolled back"] = error_of(
    cloudformation.update_stack, StackName="broken", TemplateBody=template("A")
)
cloudformation.delete_stack(StackName="broken")
waiter("stack_delete_complete", StackName="broken")

saw["absent change set"] = cloudformation.delete_change_set(StackName="foreign", ChangeSetName="never")[
    "ResponseMetadata"
]["HTTPStatusCode"]
saw["drift"] = error_of(cloudformation.detect_stack_drift, StackName="foreign")
saw["absent stack"] = error_of(cloudformation.describe_stacks, StackName="nowhere")
cloudformation.update_termination_protection(StackName="foreign", EnableTerminationProtection=True)
saw["protected"] = error_of(cloudformation.delete_stack, StackName="foreign")
cloudformation.update_termination_protection(StackName="foreign", EnableTerminationProtection=False)
cloudformation.delete_stack(StackName="foreign")
waiter("stack_delete_complete", StackName="foreign")
saw["left"] = [
    one["StackName"]
    for page in cloudformation.get_paginator("list_stacks").paginate()
    for one in page["StackSummaries"]
    if one["StackStatus"] != "DELETE_COMPLETE"
]
print(json.dumps(saw))
