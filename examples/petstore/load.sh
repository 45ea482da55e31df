#!/bin/sh
# Imports the pet store, deploys it to the stage "test", and prints where it answers. Needs the AWS CLI.
#   AWS_ENDPOINT_URL   the gateway; http://localhost:8787 unless set
#   PETSTORE_BACKEND   host and path of the shop itself, without scheme; AWS's public demo unless set
set -eu
cd "$(dirname "$0")"
export AWS_ENDPOINT_URL="${AWS_ENDPOINT_URL:-http://localhost:8787}"
export AWS_ACCESS_KEY_ID="${AWS_ACCESS_KEY_ID:-test}" AWS_SECRET_ACCESS_KEY="${AWS_SECRET_ACCESS_KEY:-test}"
export AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-us-east-1}"
backend="${PETSTORE_BACKEND:-petstore-demo-endpoint.execute-api.us-east-1.amazonaws.com/petstore}"
api=$(aws apigateway import-rest-api --body fileb://petstore.json --query id --output text)
aws apigateway create-deployment --rest-api-id "$api" --stage-name test --variables "backend=$backend" --output text >&2
echo "$AWS_ENDPOINT_URL/execute-api/$api/test"
