"""Clients of the sandbox for the scripts of this folder."""

import os

import boto3
import botocore.config
import botocore.exceptions

# Old versions of boto3 do not read AWS_ENDPOINT_URL: the endpoint is an argument.
ENDPOINT = os.environ["AWS_ENDPOINT_URL"]


def client(service, region="eu-west-1"):
    config = botocore.config.Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
    return boto3.client(service, region_name=region, endpoint_url=ENDPOINT, config=config)


def error_of(call, **arguments):
    """The code and message of what a call is refused with."""
    try:
        call(**arguments)
    except botocore.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
    return None
