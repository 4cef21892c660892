#pragma once
/// What `density` knows of each type: its tasks without and with a trunk.
#include <optional>
#include <vector>

#include "eni_trunking/density/instance_type_selection.h"
#include "trunking/task_fit.h"

namespace eni::command {

struct DensityRow {
  const trunking::InstanceType* type;
  trunking::TaskFit without;
  std::optional<trunking::TaskFit> with;  ///< once the hosts' role has the setting; nothing if no source says

  std::optional<int> gain() const;
};
using DensityRows = std::vector<DensityRow>;

/// In the order of `types`. @param size  of one task; what it does not say does not bind
DensityRows density_rows(const InstanceTypes& types, const trunking::TaskSize& size);

}  // namespace eni::command
