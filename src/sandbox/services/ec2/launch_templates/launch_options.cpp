#include "sandbox/services/ec2/launch_templates/launch_options.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "sandbox/services/ec2/errors.h"

namespace eni::sandbox::ec2_service {
namespace {

struct Option {
  std::string_view structure;
  std::string_view inner;  ///< a structure within, or ""
  std::string_view member;
  std::string_view name;  ///< as requests name it
  std::initializer_list<std::string_view> taken;
  std::initializer_list<std::string_view> refused;  ///< those that EC2 knows besides
};

bool is_one_of(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

ApiResult<void> check(const json::object& shown, const Option& option) {
  const json::object& structure = object_at(shown, option.structure);
  const json::object& holder = option.inner.empty() ? structure : object_at(structure, option.inner);
  if (!holder.contains(option.member)) return {};
  const std::string text = scalar_text_at(holder, option.member);
  if (is_one_of(option.taken, text)) return {};
  if (is_one_of(option.refused, text)) return unsupported(std::string(option.name) + " " + text);
  return invalid_parameter_value("Value (" + text + ") for parameter " + std::string(option.name) +
                                 " is invalid.");
}

}  // namespace

ApiResult<void> check_launch_options(const json::object& shown) {
  static const Option options[] = {
      {"capacityReservationSpecification",
       "",
       "capacityReservationPreference",
       "CapacityReservationSpecification.CapacityReservationPreference",
       {"open", "none"},
       {"capacity-reservations-only"}},
      {"enclaveOptions", "", "enabled", "EnclaveOptions.Enabled", {"false"}, {"true"}},
      {"hibernationOptions", "", "configured", "HibernationOptions.Configured", {"false"}, {"true"}},
      {"instanceMarketOptions",
       "",
       "marketType",
       "InstanceMarketOptions.MarketType",
       {"spot"},
       {"capacity-block", "interruptible-capacity-reservation"}},
      {"instanceMarketOptions",
       "spotOptions",
       "instanceInterruptionBehavior",
       "InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior",
       {"terminate"},
       {"hibernate", "stop"}},
      {"instanceMarketOptions",
       "spotOptions",
       "spotInstanceType",
       "InstanceMarketOptions.SpotOptions.SpotInstanceType",
       {"one-time"},
       {"persistent"}},
  };
  for (const Option& option : options) ENI_CHECK(check(shown, option));
  return {};
}

}  // namespace eni::sandbox::ec2_service
