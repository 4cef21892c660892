#pragma once
/// Whether Regions that users name are there, before anything is made in one.
#include <optional>
#include <string>
#include <vector>

#include "client/aws_client.h"

namespace eni::command {

struct OfferedRegion {
  std::string name;
  bool is_enabled = true;  ///< in the account that asks
};

/// Those of the account's partition. @return  nothing if the caller may not ask
client::CallResult<std::optional<std::vector<OfferedRegion>>> offered_regions(client::AwsClient& client);

/// @param account  the administrator's, where each Region has a bucket
/// @error  one of `wanted` is not offered, or not enabled in the account. Pure
Result<void> check_offered(const std::vector<OfferedRegion>& offered, const std::vector<std::string>& wanted,
                           const std::string& account);

/// @param regions  where the operation works
/// @error  the order names a Region in which there is nothing to do. Pure
Result<void> check_region_order(const std::vector<std::string>& order,
                                const std::vector<std::string>& regions);

}  // namespace eni::command
