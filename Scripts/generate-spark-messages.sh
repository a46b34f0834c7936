#!/usr/bin/env bash
# Writes the Swift messages of Sources/SparkWarehouse/Protocol anew from spark_connect.proto. Needed only after a change there.
#
#   Scripts/generate-spark-messages.sh PROTOC PROTOC_GEN_SWIFT PROTOC_GEN_GRPC_SWIFT_2
#
# The two generators are built from swift-protobuf and grpc-swift-protobuf, in the versions of Package.swift.
set -euo pipefail
protoc=${1:?path of protoc}; swift=${2:?path of protoc-gen-swift}; grpc=${3:?path of protoc-gen-grpc-swift-2}
cd "$(dirname "$0")/../Sources/SparkWarehouse/Protocol"
$protoc -I. --plugin="protoc-gen-swift=$swift" --plugin="protoc-gen-grpc-swift-2=$grpc" \
  --swift_opt=Visibility=Internal --swift_out=. \
  --grpc-swift-2_opt=Visibility=Internal,Server=false --grpc-swift-2_out=. spark_connect.proto
for file in spark_connect.pb.swift spark_connect.grpc.swift; do
  { echo '#if Spark'; cat "$file"; echo '#endif'; } > "$file.part"
  mv "$file.part" "$file"
done
