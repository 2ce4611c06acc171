"""Reads lists that are longer than a page with boto3's paginators, and prints how many pages and entries it saw."""

import json

from session import client

QUEUE = json.dumps({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}})
MANY = json.dumps({"Resources": {f"Q{number}": {"Type": "AWS::SQS::Queue"} for number in range(33)}})

cloudformation, dynamodb, s3 = client("cloudformation"), client("dynamodb"), client("s3")
saw = {}


def read(name, service, operation, key, size=None, **arguments):
    pages = list(
        service.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": size} if size else {})
    )
    saw[name] = {"pages": len(pages), "found": sum(len(key(page)) for page in pages)}


s3.create_bucket(Bucket="pages", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
s3.put_bucket_versioning(Bucket="pages", VersioningConfiguration={"Status": "Enabled"})
for number in range(25):
    s3.put_object(Bucket="pages", Key=f"a b/ü+{number}", Body=b"x")
read("objects", s3, "list_objects_v2", lambda page: page["Contents"], 10, Bucket="pages")
read("versions", s3, "list_object_versions", lambda page: page["Versions"], 10, Bucket="pages")

dynamodb.create_table(
    TableName="pages",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
)
dynamodb.get_waiter("table_exists").wait(TableName="pages", WaiterConfig={"Delay": 0.05})
for number in range(25):
    dynamodb.put_item(TableName="pages", Item={"id": {"S": str(number)}})
read("items", dynamodb, "scan", lambda page: page["Items"], 10, TableName="pages")

for number in range(110):
    cloudformation.create_stack(StackName=f"stack-{number}", TemplateBody=QUEUE)
read("stacks", cloudformation, "describe_stacks", lambda page: page["Stacks"])
cloudformation.create_stack(StackName="many", TemplateBody=MANY)
cloudformation.get_waiter("stack_create_complete").wait(StackName="many", WaiterConfig={"Delay": 0.05})
read("events", cloudformation, "describe_stack_events", lambda page: page["StackEvents"], StackName="many")

read("distributions", client("cloudfront"), "list_distributions", lambda page: page["DistributionList"]["Items"], 1)
print(json.dumps(saw))
