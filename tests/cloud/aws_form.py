#!/usr/bin/env python3
"""Holds the calls of plans against AWS's own models: every request through botocore's ParamValidator, words against
their enums, actions against the service's list, versions against the model's. With --cli, one request of each action
through `aws … --generate-cli-skeleton output`, too: the command line that the plan names takes the file as it is.

Usage: aws_form.py [--cli] PLAN_FOLDER ...    A folder has plan.json and the files of its calls. Exit status 1 when
anything is refused. Nothing is sent anywhere."""
import json
import os
import shlex
import subprocess
import sys

from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.validate import ParamValidator


def model_of(service, models={}):
    if service not in models:
        models[service] = ServiceModel(Loader().load_service_model(service, "service-2"), service)
    return models[service]


def odd_words(value, shape, path):
    """Words that are in no enum, and truth values where numbers stand: both pass the validator."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for key, member in value.items():
            if key in shape.members:
                yield from odd_words(member, shape.members[key], f"{path}.{key}")
    elif shape.type_name == "list" and isinstance(value, list):
        for index, member in enumerate(value):
            yield from odd_words(member, shape.member, f"{path}[{index}]")
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{path}: {value!r} is none of {shape.enum[:6]}"
    elif shape.type_name in ("integer", "long") and isinstance(value, bool):
        yield f"{path}: a truth value for a number"


def refusals(call):
    model = model_of(call["service"])
    if call["action"] not in model.operation_names:
        yield f"{call['service']} has no {call['action']}"
        return
    if call["version"] != model.api_version:
        yield f"version {call['version']}, not {model.api_version}"
    shape = model.operation_model(call["action"]).input_shape
    report = ParamValidator().validate(call["request"], shape)
    if report.has_errors():
        yield report.generate_report()
    yield from odd_words(call["request"], shape, call["action"])


# The answer that the command line makes up for this one breaks its own model (ports 0), whatever is asked.
ANSWERS_BADLY = {"DescribeLoadBalancers"}


def command_line_refuses(call, folder):
    if call["service"] == "elb" and call["action"] in ANSWERS_BADLY:
        return ""
    environment = dict(os.environ, AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/dev/null",
                       AWS_SHARED_CREDENTIALS_FILE="/dev/null", AWS_PAGER="", AWS_DEFAULT_REGION="us-east-1")
    done = subprocess.run(shlex.split(call["command"]) + ["--generate-cli-skeleton", "output"], cwd=folder,
                          env=environment, capture_output=True, text=True)
    return done.stderr if done.returncode else ""


def main(arguments):
    with_cli = "--cli" in arguments
    asked, failures, calls = set(), 0, 0
    for folder in (each for each in arguments if each != "--cli"):
        with open(os.path.join(folder, "plan.json"), encoding="utf-8") as file:
            plan = json.load(file)
        for call in plan["calls"]:
            calls += 1
            found = list(refusals(call))
            if with_cli and call["action"] not in asked:
                asked.add(call["action"])
                found += filter(None, [command_line_refuses(call, folder)])
            for line in found:
                print(f"{folder}/{call['file']}: {line}")
            failures += len(found)
    print(f"{calls} calls")
    return 1 if failures or not calls else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
