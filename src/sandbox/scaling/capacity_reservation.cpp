#include "sandbox/scaling/capacity_reservation.h"

#include "sandbox/scaling/metric_data.h"

namespace eni::sandbox::scaling {

json::array reservation_dimensions(std::string_view provider, std::string_view cluster) {
  json::array dimensions;
  dimensions.push_back(dimension("CapacityProviderName", provider));
  dimensions.push_back(dimension("ClusterName", cluster));
  return dimensions;
}

}  // namespace eni::sandbox::scaling
