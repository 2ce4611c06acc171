"""Uses what the other scripts and the tests of the services leave out, and prints what it saw as JSON."""

import json

from session import client, error_of

saw = {}
s3, dynamodb, iam = client("s3"), client("dynamodb"), client("iam")
cloudformation, cloudfront, sns = client("cloudformation"), client("cloudfront"), client("sns")

s3.create_bucket(Bucket="settings", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
s3.put_public_access_block(Bucket="settings", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
s3.delete_public_access_block(Bucket="settings")
saw["no access block"] = error_of(s3.get_public_access_block, Bucket="settings")[0]
owner = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
s3.put_bucket_ownership_controls(Bucket="settings", OwnershipControls=owner)
s3.delete_bucket_ownership_controls(Bucket="settings")
s3.put_bucket_tagging(Bucket="settings", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
s3.delete_bucket_tagging(Bucket="settings")
saw["no tags"] = error_of(s3.get_bucket_tagging, Bucket="settings")[0]
rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "NoncurrentVersionExpiration": {"NoncurrentDays": 9}}
s3.put_bucket_lifecycle_configuration(Bucket="settings", LifecycleConfiguration={"Rules": [rule]})
saw["lifecycle"] = s3.get_bucket_lifecycle_configuration(Bucket="settings")["Rules"] == [rule]
s3.delete_bucket_lifecycle(Bucket="settings")
denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::settings/secret"}
s3.put_bucket_policy(Bucket="settings", Policy=json.dumps({"Version": "2012-10-17", "Statement": [denied]}))
s3.delete_bucket_policy(Bucket="settings")
saw["no policy"] = error_of(s3.get_bucket_policy, Bucket="settings")[0]

dynamodb.create_table(
    TableName="settings",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
)
dynamodb.get_waiter("table_exists").wait(TableName="settings", WaiterConfig={"Delay": 0.05})
recovery = dynamodb.update_continuous_backups(
    TableName="settings", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
)["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
saw["recovery"] = recovery["PointInTimeRecoveryStatus"]
dynamodb.update_time_to_live(
    TableName="settings", TimeToLiveSpecification={"AttributeName": "expires", "Enabled": True}
)
saw["time to live"] = dynamodb.describe_time_to_live(TableName="settings")["TimeToLiveDescription"]["AttributeName"]
dynamodb.put_item(TableName="settings", Item={"id": {"S": "1"}})
saw["read in a batch"] = dynamodb.batch_get_item(
    RequestItems={"settings": {"Keys": [{"id": {"S": "1"}}, {"id": {"S": "2"}}]}}
)["Responses"]["settings"]
saw["queried"] = dynamodb.query(
    TableName="settings",
    KeyConditionExpression="id = :id",
    ExpressionAttributeValues={":id": {"S": "1"}},
)["Count"]
arn = dynamodb.describe_table(TableName="settings")["Table"]["TableArn"]
dynamodb.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
saw["tags of the table"] = dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"]
dynamodb.untag_resource(ResourceArn=arn, TagKeys=["a"])

trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
iam.create_role(RoleName="short", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
allowed = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
iam.put_role_policy(
    RoleName="short", PolicyName="read", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
)
saw["policies"] = iam.list_role_policies(RoleName="short")["PolicyNames"]
saw["role with policies"] = error_of(iam.delete_role, RoleName="short")[0]
iam.delete_role_policy(RoleName="short", PolicyName="read")
iam.delete_role(RoleName="short")

topic = sns.create_topic(Name="short")["TopicArn"]
sns.delete_topic(TopicArn=topic)
saw["deleted topic"] = error_of(sns.get_topic_attributes, TopicArn=topic)[0]

limits = cloudformation.describe_account_limits()["AccountLimits"]
saw["stack limit"] = [one["Value"] for one in limits if one["Name"] == "StackLimit"]
queue = {"Type": "AWS::SQS::Queue"}
exported = {"Name": {"Value": {"Fn::GetAtt": ["Q", "QueueName"]}, "Export": {"Name": "the-queue"}}}
cloudformation.create_stack(
    StackName="settings", TemplateBody=json.dumps({"Resources": {"Q": queue}, "Outputs": exported})
)
cloudformation.get_waiter("stack_create_complete").wait(StackName="settings", WaiterConfig={"Delay": 0.05})
saw["exports"] = [one["Name"] for page in cloudformation.get_paginator("list_exports").paginate() for one in page["Exports"]]
described = cloudformation.describe_stack_resource(StackName="settings", LogicalResourceId="Q")
saw["resource"] = described["StackResourceDetail"]["ResourceStatus"]


def policy_of_its_life(kind, config, change):
    """Makes, reads, lists, changes and deletes a policy, or an origin access control, and says how often it was listed."""
    snake = kind if kind.endswith("control") else f"{kind}_policy"
    noun = "".join(part.capitalize() for part in snake.split("_"))
    call = lambda verb, tail="", **arguments: getattr(cloudfront, f"{verb}_{snake}{tail}")(**arguments)
    made = call("create", **{f"{noun}Config": config})
    id = made[noun]["Id"]
    read = call("get", "_config", Id=id)
    assert read[f"{noun}Config"].get("Name") == config.get("Name")
    changed = call("update", Id=id, IfMatch=read["ETag"], **{f"{noun}Config": {**config, **change}})
    etag = call("get", Id=id)["ETag"]
    assert changed["ETag"] == etag
    plural = f"{snake[:-1]}ies" if snake.endswith("y") else f"{snake}s"
    listed = getattr(cloudfront, f"list_{plural}")()
    call("delete", Id=id, IfMatch=etag)
    items = next(value for key, value in listed.items() if key.endswith("List"))["Items"]
    return sum(1 for one in items if one.get("Id", one.get(noun, {}).get("Id")) == id)


NOTHING = {"CookieBehavior": "none"}, {"HeaderBehavior": "none"}, {"QueryStringBehavior": "none"}
parts = dict(zip(("CookiesConfig", "HeadersConfig", "QueryStringsConfig"), NOTHING))
forwarded = {"EnableAcceptEncodingGzip": True, "EnableAcceptEncodingBrotli": True, **parts}
signing = {"SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3"}
trusted = {"Version": "2012-10-17", "Statement": [trust]}
of_stack = {"OriginRequestPolicyConfig": {"Name": "of-a-stack", **parts}}
read_only = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [allowed]}}
policies = {
    "Forwarded": {"Type": "AWS::CloudFront::OriginRequestPolicy", "Properties": of_stack},
    "Managed": {"Type": "AWS::IAM::ManagedPolicy", "Properties": read_only},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trusted}},
    "Inline": {
        "Type": "AWS::IAM::Policy",
        "Properties": {**read_only, "PolicyName": "read", "Roles": [{"Ref": "Role"}]},
    },
    "Control": {
        "Type": "AWS::CloudFront::OriginAccessControl",
        "Properties": {"OriginAccessControlConfig": {"Name": "of-a-stack", **signing}},
    },
    "Headers": {
        "Type": "AWS::CloudFront::ResponseHeadersPolicy",
        "Properties": {"ResponseHeadersPolicyConfig": {"Name": "of-a-stack"}},
    },
}
cloudformation.create_stack(
    StackName="policies", TemplateBody=json.dumps({"Resources": policies}), Capabilities=["CAPABILITY_IAM"]
)
cloudformation.get_waiter("stack_create_complete").wait(StackName="policies", WaiterConfig={"Delay": 0.05})
# Of cache policies: get_cache_policy_config, update_cache_policy.
saw["cache policies"] = policy_of_its_life(
    "cache", {"Name": "c", "MinTTL": 1, "ParametersInCacheKeyAndForwardedToOrigin": forwarded}, {"Comment": "x"}
)
# Of origin request policies: create_origin_request_policy, get_origin_request_policy, get_origin_request_policy_config,
# list_origin_request_policies, update_origin_request_policy, delete_origin_request_policy.
saw["origin request policies"] = policy_of_its_life("origin_request", {"Name": "o", **parts}, {"Comment": "x"})
# Of response headers policies: get_response_headers_policy_config, list_response_headers_policies,
# update_response_headers_policy, delete_response_headers_policy.
saw["response headers policies"] = policy_of_its_life("response_headers", {"Name": "r"}, {"Comment": "x"})
# Of continuous deployment policies: get_continuous_deployment_policy, get_continuous_deployment_policy_config,
# update_continuous_deployment_policy.
original = cloudfront.list_distributions()["DistributionList"]["Items"][0]["Id"]
staging = cloudfront.copy_distribution(
    PrimaryDistributionId=original,
    Staging=True,
    IfMatch=cloudfront.get_distribution(Id=original)["ETag"],
    CallerReference="copy",
)["Distribution"]["DomainName"]
names = {"StagingDistributionDnsNames": {"Quantity": 1, "Items": [staging]}}
saw["continuous deployment policies"] = policy_of_its_life(
    "continuous_deployment", {**names, "Enabled": False}, {"Enabled": True}
)
# Of origin access controls: get_origin_access_control_config.
saw["origin access controls"] = policy_of_its_life("origin_access_control", {"Name": "a", **signing}, {"Description": "x"})
watched = {
    "Alarm": {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmName": "late",
            "Namespace": "app",
            "MetricName": "Late",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanThreshold",
        },
    },
    "Board": {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": "board", "DashboardBody": json.dumps({"widgets": []})},
    },
    "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "log", "RetentionInDays": 7}},
}
cloudformation.create_stack(StackName="watched", TemplateBody=json.dumps({"Resources": watched}))
cloudformation.get_waiter("stack_create_complete").wait(StackName="watched", WaiterConfig={"Delay": 0.05})
cloudwatch = client("cloudwatch")
saw["alarms"] = [one["AlarmName"] for one in cloudwatch.describe_alarms(AlarmNamePrefix="la")["MetricAlarms"]]
saw["dashboard"] = cloudwatch.get_dashboard(DashboardName="board")["DashboardName"]
saw["log groups"] = [one["retentionInDays"] for one in client("logs").describe_log_groups()["logGroups"]]
print(json.dumps(saw))
