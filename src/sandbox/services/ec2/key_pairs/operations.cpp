/// Key pairs.
#include "sandbox/services/ec2/key_pairs/operations.h"

#include "sandbox/services/ec2/access.h"
#include "sandbox/services/ec2/service.h"

namespace eni::sandbox::ec2_service {
namespace {

/// Of the name that it is to have.
Access to_make(const Call& call) {
  if (is_unlimited(call.principal)) return {};
  Access access = empty_access(call);
  access.resources.push_back(call.arn("ec2", "key-pair/" + call.params.text_or("KeyName", "*")));
  access.context_of_resource.push_back(request_tags(call, "key-pair"));
  return access;
}

Access to_create(const Call& call) {
  Access access = to_make(call);
  access.context.emplace_back("ec2:KeyPairType", call.params.text_or("KeyType", "rsa"));
  return access;
}

Access on_pair(const Call& call) { return access_to(call, {"KeyPairId", "KeyName"}); }

constinit const Operation kRows[] = {
    {"CreateKeyPair",
     to_create,
     create_key_pair,
     "KeyName KeyType TagSpecification KeyFormat",
     {.differences = "keys in the format ppk are refused by name"}},
    {"DeleteKeyPair", on_pair, delete_key_pair, "KeyName KeyPairId"},
    {"DescribeKeyPairs", any_in_region, describe_key_pairs, "KeyName KeyPairId IncludePublicKey Filter"},
    {"ImportKeyPair", to_make, import_key_pair, "TagSpecification KeyName PublicKeyMaterial"},
};

}  // namespace

constinit const std::span<const Operation> kKeyPairOperations{kRows};

}  // namespace eni::sandbox::ec2_service
