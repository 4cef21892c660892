#include "eni_trunking/density/density_rows.h"

namespace eni::command {

using trunking::Trunk;

std::optional<int> DensityRow::gain() const {
  return with ? std::optional{with->tasks - without.tasks} : std::nullopt;
}

DensityRows density_rows(const InstanceTypes& types, const trunking::TaskSize& size) {
  DensityRows rows;
  for (const trunking::InstanceType* type : types) {
    DensityRow row{type, task_fit(*type, Trunk::kNone, size), std::nullopt};
    if (type->evidence != trunking::Evidence::kUnknown) row.with = task_fit(*type, Trunk::kAttached, size);
    rows.push_back(row);
  }
  return rows;
}

}  // namespace eni::command
