/// Key pairs.
#include "sandbox/services/ec2/key_pairs/operations.h"

#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

Access named_access(const Call& call) {
  return {.resources = {call.arn("ec2", "key-pair/" + call.params.text_or("KeyName", "*"))}};
}

constinit const Operation kRows[] = {
    {"CreateKeyPair",
     named_access,
     create_key_pair,
     "KeyName KeyType TagSpecification KeyFormat",
     {.differences = "keys in the format ppk are refused by name"}},
    {"DeleteKeyPair", named_access, delete_key_pair, "KeyName KeyPairId"},
    {"DescribeKeyPairs", any_resource, describe_key_pairs, "KeyName KeyPairId IncludePublicKey Filter"},
    {"ImportKeyPair", named_access, import_key_pair, "TagSpecification KeyName PublicKeyMaterial"},
};

}  // namespace

constinit const std::span<const Operation> kKeyPairOperations{kRows};

}  // namespace eni::sandbox::ec2_service
