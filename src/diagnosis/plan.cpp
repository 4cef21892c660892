#include "diagnosis/plan.h"

#include <algorithm>
#include <limits>

#include "diagnosis/trunkless_hosts.h"

namespace eni::diagnosis {

namespace {

using trunking::InstanceType;
using trunking::Trunk;

constexpr int kLargestGrowth = 8;

bool has_hosts_of(const PlanInput& input, std::string_view type) {
  return std::any_of(input.hosts.begin(), input.hosts.end(),
                     [&](const HostCount& hosts) { return hosts.type == type; });
}

/// What the hosts of a row cost an hour with trunking; without a price, their vCPUs stand for it.
double cost_of(const PlanRow& row) {
  if (!row.with.hosts) return std::numeric_limits<double>::infinity();
  return static_cast<double>(*row.with.hosts) * row.hourly_price.value_or(row.type->vcpus);
}

bool is_before(const PlanRow& a, const PlanRow& b) {
  if (a.is_current != b.is_current) return a.is_current;
  if (a.hourly_price.has_value() != b.hourly_price.has_value()) return a.hourly_price.has_value();
  return cost_of(a) < cost_of(b);
}

/// Of a type that no source has numbers of, what its trunk takes is no number either.
Packing pack_with_trunk(const PlanInput& input, const InstanceType& type, Random& random) {
  if (type.evidence != trunking::Evidence::kUnknown)
    return pack(input.workloads, {&type, Trunk::kAttached, input.zones}, random);
  return {std::nullopt,
          {},
          "no source tells how many tasks a trunk of " + std::string(type.instance_type) + " takes"};
}

/// Types of the rows whose number with trunking is not AWS's own word.
std::vector<std::string> doubts_about(const std::vector<PlanRow>& rows) {
  std::vector<std::string> derived;
  std::vector<std::string> disputed;
  for (const PlanRow& row : rows) {
    const trunking::Evidence evidence = row.type->evidence;
    if (evidence == trunking::Evidence::kDerived || evidence == trunking::Evidence::kDerivedCapped)
      derived.emplace_back(row.type->instance_type);
    if (evidence == trunking::Evidence::kDocumentedConflict) disputed.emplace_back(row.type->instance_type);
  }
  std::vector<std::string> out;
  if (!derived.empty())
    out.push_back("what a trunk takes is derived from AWS's other limits, not documented, of: " +
                  listed(derived));
  if (!disputed.empty()) out.push_back("AWS's pages differ about: " + listed(disputed));
  return out;
}

std::vector<std::string> assumptions_of(const PlanInput& input) {
  std::vector<std::string> out{
      "all hosts are of one type, spread evenly over the zones: " + std::to_string(input.zones.size()),
      "each service runs as many tasks as it wants now, without room for deployments or for growth",
      "tasks that belong to no service are not counted",
      "hosts register their vCPUs, and the memory that an operating system leaves of their type's: about 3 % "
      "less",
      "services are placed one after the other, in their order or the largest first",
      "constraints by attributes hold on every host",
      "images are there for the architecture of each type; GPUs are not looked at"};
  if (std::any_of(input.workloads.begin(), input.workloads.end(),
                  [](const Workload& w) { return w.is_daemon; }))
    out.emplace_back("each daemon runs on every host");
  return out;
}

}  // namespace

Result<Plan> make_plan(PlanInput input, const std::vector<const InstanceType*>& types,
                       const HourlyPrices& prices, Random& random) {
  long long tasks = 0;
  for (const Workload& workload : input.workloads) tasks += workload.tasks;
  if (tasks > kMaxPlannedTasks)
    return Error{"the services of " + input.cluster + " run " + std::to_string(tasks) +
                     " tasks; a plan is for at most " + std::to_string(kMaxPlannedTasks),
                 ""};
  Plan plan;
  for (const InstanceType* type : types) {
    PlanRow row{type, has_hosts_of(input, type->instance_type),
                pack(input.workloads, {type, Trunk::kNone, input.zones}, random),
                pack_with_trunk(input, *type, random)};
    if (const auto price = prices.find(type->instance_type); price != prices.end())
      row.hourly_price = price->second;
    plan.rows.push_back(std::move(row));
  }
  std::stable_sort(plan.rows.begin(), plan.rows.end(), is_before);
  plan.assumptions = assumptions_of(input);
  for (std::string& doubt : doubts_about(plan.rows)) plan.assumptions.push_back(std::move(doubt));
  plan.input = std::move(input);
  return plan;
}

std::vector<const InstanceType*> types_to_plan_with(const PlanInput& input) {
  std::vector<const InstanceType*> types;
  for (const InstanceType& type : trunking::all_instance_types()) {
    const bool is_of_interest =
        std::any_of(input.hosts.begin(), input.hosts.end(), [&](const HostCount& hosts) {
          const InstanceType* own = trunking::find_instance_type(hosts.type);
          if (!own) return false;
          if (own == &type) return true;
          return trunking::family_of(own->instance_type) == trunking::family_of(type.instance_type) &&
                 !type.bare_metal && type.vcpus <= kLargestGrowth * own->vcpus;
        });
    if (is_of_interest) types.push_back(&type);
  }
  return types;
}

}  // namespace eni::diagnosis
