"""Uses the services behind the stacks once: what it sends and gets is checked against their models."""

import io
import json
import zipfile

import botocore

from session import client, error_of

TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
saw = {}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


iam, sts = client("iam"), client("sts")
role = iam.create_role(RoleName="worker", AssumeRolePolicyDocument=document(TRUST))["Role"]
iam.put_role_policy(
    RoleName="worker", PolicyName="logs", PolicyDocument=document({"Effect": "Allow", "Action": "logs:*", "Resource": "*"})
)
saw["role policy"] = iam.get_role_policy(RoleName="worker", PolicyName="logs")["PolicyDocument"]["Statement"][0]["Action"]
saw["roles"] = [one["RoleName"] for page in iam.get_paginator("list_roles").paginate() for one in page["Roles"]]
saw["simulated"] = iam.simulate_principal_policy(
    PolicySourceArn=role["Arn"], ActionNames=["logs:PutLogEvents", "s3:GetObject"]
)["EvaluationResults"][1]["EvalDecision"]
saw["absent role"] = error_of(iam.get_role, RoleName="nobody")[0]
saw["caller"] = sts.get_caller_identity()["Account"]
saw["no trust"] = error_of(sts.assume_role, RoleArn=role["Arn"], RoleSessionName="me")[0]

sns = client("sns")
topic = sns.create_topic(Name="news", Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
saw["published"] = "MessageId" in sns.publish(
    TopicArn=topic, Subject="s", Message="m", MessageAttributes={"n": {"DataType": "Number", "StringValue": "1"}}
)
saw["topic owner"] = sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Owner"]
saw["topics"] = [one["TopicArn"] == topic for page in sns.get_paginator("list_topics").paginate() for one in page["Topics"]]
saw["absent topic"] = error_of(sns.publish, TopicArn=f"{topic}-2", Message="m")[0]

# boto3 before 1.28.80 speaks SQS's query protocol, which the sandbox does not have.
if tuple(int(part) for part in botocore.__version__.split(".")[:3]) >= (1, 31, 80):
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="work", Attributes={"VisibilityTimeout": "5"})["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
    sns.get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])
    sns.list_subscriptions_by_topic(TopicArn=topic)
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sqs.send_message(QueueUrl=queue, MessageBody="one")
    sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": "1", "MessageBody": "two"}, {"Id": "2", "MessageBody": "three"}])
    received = sqs.receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"]
    )["Messages"]
    handles = [{"Id": str(number), "ReceiptHandle": one["ReceiptHandle"]} for number, one in enumerate(received)]
    sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=handles[0]["ReceiptHandle"], VisibilityTimeout=9)
    sqs.delete_message_batch(QueueUrl=queue, Entries=handles)
    saw["messages"] = sorted(one["Body"] for one in received)
    saw["queues"] = sqs.list_queues()["QueueUrls"] == [queue]
    sqs.delete_queue(QueueUrl=queue)
    saw["absent queue"] = error_of(sqs.get_queue_url, QueueName="work")[0]

scheduler = client("scheduler")
minutely = {
    "Name": "minutely",
    "ScheduleExpression": "rate(1 minutes)",
    "FlexibleTimeWindow": {"Mode": "OFF"},
    "Target": {"Arn": "arn:aws:lambda:eu-west-1:123456789012:function:worker", "RoleArn": role["Arn"]},
    "State": "DISABLED",
}
trusted = {**TRUST, "Principal": {"Service": "scheduler.amazonaws.com"}}
scheduled = iam.create_role(RoleName="scheduled", AssumeRolePolicyDocument=document(trusted))["Role"]["Arn"]
minutely["Target"]["RoleArn"] = scheduled
scheduler.create_schedule(**minutely)
saw["schedule"] = scheduler.get_schedule(Name="minutely")["ScheduleExpression"]
scheduler.update_schedule(**{**minutely, "ScheduleExpression": "rate(2 minutes)"})
saw["schedules"] = [one["Name"] for one in scheduler.list_schedules()["Schedules"]]
scheduler.delete_schedule(Name="minutely")
saw["absent schedule"] = error_of(scheduler.get_schedule, Name="minutely")[0]

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as package:
    package.writestr("index.mjs", "export const handler = async (event) => ({ got: event });")
s3, cloudformation, functions = client("s3"), client("cloudformation"), client("lambda")
s3.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
s3.put_object(Bucket="code", Key="code.zip", Body=code.getvalue())
properties = {
    "Runtime": "nodejs22.x",
    "Handler": "index.handler",
    "Role": role["Arn"],
    "Code": {"S3Bucket": "code", "S3Key": "code.zip"},
    "FunctionName": "worker",
}
cloudformation.create_stack(
    StackName="code",
    TemplateBody=json.dumps({"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": properties}}}),
)
cloudformation.get_waiter("stack_create_complete").wait(StackName="code", WaiterConfig={"Delay": 0.05})
answer = functions.invoke(FunctionName="worker", Payload=b'{"n": 1}', LogType="Tail")
saw["invoked"] = [answer["StatusCode"], json.load(answer["Payload"])]
functions.publish_version(FunctionName="worker", Description="first")
saw["versions"] = [one["Version"] for one in functions.list_versions_by_function(FunctionName="worker")["Versions"]]
functions.get_function(FunctionName="worker", Qualifier="1")
functions.get_function_configuration(FunctionName="worker")
functions.get_account_settings()
saw["functions"] = [one["FunctionName"] for one in functions.list_functions()["Functions"]]
saw["absent function"] = error_of(functions.invoke, FunctionName="nobody")[0]

s3.put_bucket_policy(
    Bucket="code",
    Policy=document({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::code/secret"}),
)
s3.put_bucket_tagging(Bucket="code", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
s3.put_bucket_encryption(
    Bucket="code",
    ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
)
for read in ("policy", "tagging", "encryption", "location", "versioning"):
    getattr(s3, f"get_bucket_{read}")(Bucket="code")
s3.head_object(Bucket="code", Key="code.zip")
saw["absent object"] = error_of(s3.get_object, Bucket="code", Key="nothing")[0]
saw["absent bucket"] = error_of(s3.list_objects_v2, Bucket="nothing")[0]
s3.delete_objects(Bucket="code", Delete={"Objects": [{"Key": "code.zip"}]})
s3.delete_bucket(Bucket="code")

cloudfront = client("cloudfront")
listed = cloudfront.list_distributions()["DistributionList"]["Items"][0]
read = cloudfront.get_distribution_config(Id=listed["Id"])
changed = {**read["DistributionConfig"], "Comment": "changed"}
cloudfront.update_distribution(Id=listed["Id"], IfMatch=read["ETag"], DistributionConfig=changed)
saw["old ETag"] = error_of(
    cloudfront.update_distribution, Id=listed["Id"], IfMatch=read["ETag"], DistributionConfig=changed
)[0]
made = cloudfront.create_invalidation(
    DistributionId=listed["Id"],
    InvalidationBatch={"CallerReference": "1", "Paths": {"Quantity": 1, "Items": ["/*"]}},
)["Invalidation"]
cloudfront.get_invalidation(DistributionId=listed["Id"], Id=made["Id"])
cloudfront.list_invalidations(DistributionId=listed["Id"])
cloudfront.list_tags_for_resource(Resource=listed["ARN"])
cloudfront.list_cache_policies(Type="managed")
control = cloudfront.create_origin_access_control(
    OriginAccessControlConfig={
        "Name": "mine",
        "SigningProtocol": "sigv4",
        "SigningBehavior": "always",
        "OriginAccessControlOriginType": "s3",
    }
)
cloudfront.delete_origin_access_control(Id=control["OriginAccessControl"]["Id"], IfMatch=control["ETag"])
saw["absent distribution"] = error_of(cloudfront.get_distribution, Id="E0000000000000")[0]
print(json.dumps(saw))
