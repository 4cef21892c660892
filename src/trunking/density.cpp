#include "trunking/density.h"

namespace eni::trunking {

bool takes_trunk(const InstanceType& type) {
  switch (type.evidence) {
    case Evidence::kDocumented:
    case Evidence::kDocumentedConflict:
    case Evidence::kDerived:
    case Evidence::kDerivedCapped:
      return true;
    case Evidence::kDocumentedExcluded:
    case Evidence::kNotTrunkCompatible:
    case Evidence::kUnknown:
      return false;
  }
  return false;
}

int max_awsvpc_tasks(const InstanceType& type, Trunk trunk) {
  if (trunk == Trunk::kAttached && takes_trunk(type)) return type.tasks_with_trunking;
  return type.max_enis - 1;
}

int trunking_gain(const InstanceType& type) {
  return max_awsvpc_tasks(type, Trunk::kAttached) - max_awsvpc_tasks(type, Trunk::kNone);
}

}  // namespace eni::trunking
