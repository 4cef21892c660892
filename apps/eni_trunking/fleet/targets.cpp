#include "eni_trunking/fleet/targets.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

#include "base/text.h"

namespace eni::command {

namespace {

Result<std::vector<std::string>> accounts_of_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream bytes;
  if (file) bytes << file.rdbuf();
  if (!file)
    return Error{"cannot read " + path + ": " + std::strerror(errno),
                 "--accounts-file takes a list of account ids"};
  ENI_TRY(std::vector<std::string> accounts, read_accounts_file(bytes.str(), path));
  if (accounts.empty()) return Error{path + " has no account id", ""};
  return accounts;
}

/// Of the instances, each once, sorted.
std::vector<std::string> each_once(const std::vector<StackInstance>& instances,
                                   std::string (*part)(const StackInstance&)) {
  std::set<std::string> parts;
  for (const StackInstance& instance : instances) {
    if (std::string one = part(instance); !one.empty()) parts.insert(std::move(one));
  }
  return {parts.begin(), parts.end()};
}

std::string option_text(PermissionModel model) {
  return model == PermissionModel::kSelfManaged ? "self-managed" : "service-managed";
}

}  // namespace

Result<TargetRequest> read_targets(const TargetOptions& options) {
  TargetRequest request;
  ENI_TRY(request.accounts, read_accounts(options.accounts));
  if (!options.accounts_file.empty()) {
    ENI_TRY(request.accounts, accounts_of_file(options.accounts_file));
  }
  ENI_TRY(request.organizational_units, read_organizational_units(options.organizational_units));
  ENI_TRY(request.regions, read_regions(options.regions, "--regions"));
  if (options.permission_model == "self-managed") request.permissions = PermissionModel::kSelfManaged;
  if (options.permission_model == "service-managed" || !request.organizational_units.empty())
    request.permissions = PermissionModel::kServiceManaged;
  if (options.permission_model == "self-managed" && !request.organizational_units.empty())
    return Error{"organizational units are for service-managed stack sets",
                 "give --accounts, or leave out --permission-model self-managed"};
  return request;
}

std::vector<std::string> regions_of(const std::vector<StackInstance>& instances) {
  return each_once(instances, [](const StackInstance& one) { return one.place.region; });
}

Result<TargetRequest> complete_targets(TargetRequest request,
                                       const std::optional<StackSetDescription>& existing,
                                       const std::vector<StackInstance>& instances) {
  if (existing && request.permissions && *request.permissions != existing->permissions)
    return Error{"the stack set " + existing->name + " is " + option_text(existing->permissions) +
                     ", and stays so: StackSets lets none that has stacks change it",
                 "leave out --permission-model, or make another by --stack-set-name"};
  if (!request.permissions)
    request.permissions = existing ? existing->permissions : PermissionModel::kSelfManaged;
  if (request.regions.empty()) request.regions = regions_of(instances);
  if (request.regions.empty())
    return Error{"which Regions to deploy to is not said", "give --regions eu-central-1,us-east-1"};
  if (*request.permissions == PermissionModel::kServiceManaged) {
    if (request.organizational_units.empty())
      request.organizational_units =
          each_once(instances, [](const StackInstance& one) { return one.organizational_unit; });
    if (request.organizational_units.empty())
      return Error{"which organizational units to deploy to is not said",
                   "give --organizational-units ou-ID; see: aws organizations list-roots"};
  } else {
    if (request.accounts.empty())
      request.accounts = each_once(instances, [](const StackInstance& one) { return one.place.account; });
    if (request.accounts.empty())
      return Error{"which accounts to deploy to is not said",
                   "give --accounts, --accounts-file or --organizational-units"};
  }
  return request;
}

Result<TargetAccounts> narrow_targets(TargetAccounts below, const std::vector<std::string>& accounts) {
  if (accounts.empty()) return below;
  TargetAccounts narrowed;
  for (const std::string& account : accounts) {
    const auto unit = below.unit_of.find(account);
    if (unit == below.unit_of.end())
      return Error{"the account " + account +
                       " is in none of the organizational units, or StackSets cannot deploy to it",
                   "accounts have to be active, and the management account is none of them"};
    narrowed.accounts.push_back(account);
    narrowed.unit_of.insert(*unit);
  }
  return narrowed;
}

}  // namespace eni::command
