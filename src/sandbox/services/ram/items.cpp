#include "sandbox/services/ram/items.h"

namespace eni::sandbox::ram_service {

double seconds(std::int64_t millis) { return static_cast<double>(millis) / 1000.0; }

json::object share_item(const RamShare& share) {
  return {{"resourceShareArn", share.arn},
          {"name", share.name},
          {"owningAccountId", share.account},
          {"allowExternalPrincipals", share.allow_external},
          {"status", "ACTIVE"},
          {"tags", share.tags},
          {"creationTime", seconds(share.created)},
          {"lastUpdatedTime", seconds(share.updated)},
          {"featureSet", "STANDARD"}};
}

json::object association_item(const RamShare& share, const RamAssociation& association,
                              std::string_view status) {
  return {{"resourceShareArn", share.arn},
          {"resourceShareName", share.name},
          {"associatedEntity", association.entity},
          {"associationType", association.type},
          {"status", status},
          {"creationTime", seconds(association.created)},
          {"lastUpdatedTime", seconds(association.created)},
          {"external", false}};
}

}  // namespace eni::sandbox::ram_service
