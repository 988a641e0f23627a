#!/usr/bin/env python3
"""Drives SQS and EventBridge at an endpoint with boto3 and the AWS CLI, and compares with what AWS is known to answer.

    aws.py --endpoint http://127.0.0.1:4566 [--control http://127.0.0.1:4566/_sim] [--cli PATH ...] [--only TEXT] [-v]

Prints a line a failed or skipped check (with -v a line every check) and, alone on the last line, `N passed, N failed`
with `, N skipped` if any was; exits 1 if any failed.
"""
import argparse
import sys

import boto3
from botocore.config import Config

import checks
import cli_checks
import events_checks
import sqs_checks


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--control")
    parser.add_argument("--cli", action="append", default=[])
    parser.add_argument("--only")
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    # the services refuse what the client would refuse first
    config = Config(parameter_validation=False, retries={"max_attempts": 1}, read_timeout=30)
    common = dict(endpoint_url=args.endpoint, region_name="ap-southeast-1", aws_access_key_id="x", aws_secret_access_key="y", config=config)
    sqs_checks.sqs = boto3.client("sqs", **common)
    events_checks.events = boto3.client("events", **common)
    events_checks.control = args.control
    for path in args.cli:
        cli_checks.add(path, args.endpoint)
    passed, failed, skipped = checks.run(args.v, args.only)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
