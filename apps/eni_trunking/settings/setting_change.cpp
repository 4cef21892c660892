#include "eni_trunking/settings/setting_change.h"

#include "base/text.h"
#include "eni_trunking/output/text_table.h"
#include "eni_trunking/roles/role_documents.h"
#include "trunking/setting_access.h"
#include "trunking/setting_properties.h"

namespace eni::command {

namespace {

constexpr const char* kUnknown = "unknown";

std::string trust_advice(const aws::Arn& role, const Caller& caller) {
  const std::string who = trunking::identity_of(caller.arn).text();
  return "The trust policy of " + std::string(role.resource_name()) +
         " needs this statement, or one like it, and " + who + " the permission sts:AssumeRole:\n" +
         pretty(trunking::caller_trust_statement(caller.arn));
}

std::string policy_advice(const aws::Arn& role) {
  return "The policies of " + std::string(role.resource_name()) + " need this, e.g. as the inline policy " +
         std::string(kSettingPolicyName) + ":\n" + pretty(trunking::setting_policy());
}

}  // namespace

/// Of a name that may not be looked up, the ARN that it has without a path.
client::CallResult<aws::Arn> SettingChanger::find(const std::string& name_or_arn) {
  auto found = find_role(*client_, name_or_arn);
  if (found.has_value() || !found.error().is_access_denied()) return found;
  return aws::Arn{caller_.partition(), "iam", "", caller_.account(), "role/" + name_or_arn};
}

bool SettingChanger::is_own(const aws::Arn& role) const {
  const aws::Arn own = trunking::identity_of(caller_.arn);
  return caller_.arn.resource_type() == "assumed-role" && own.account == role.account &&
         own.resource_name() == role.resource_name();
}

client::CallResult<SettingChanger::Access> SettingChanger::access(const aws::Arn& role) {
  if (is_own(role)) return Access{client_->with(client_->region()), {}};
  auto assumed = assume_role(*client_, role.text(), trunking::kRoleSessionName);
  if (assumed.has_value()) return Access{*std::move(assumed), {}};
  // STS lets root assume no role, and ECS lets root put every principal's setting.
  if (assumed.error().is_access_denied() && caller_.is_root())
    return Access{client_->with(client_->region()), {{"principalArn", role.text()}}};
  return assumed.error();
}

std::string SettingChanger::effective(client::AwsClient& client, const json::object& principal) {
  json::object params{{"name", trunking::kSettingName}, {"effectiveSettings", true}};
  params.insert(principal.begin(), principal.end());
  const auto reply = client.call("ecs", "ListAccountSettings", params);
  const json::array& settings = reply.has_value() ? array_at(*reply, "settings") : json::array();
  return settings.empty() ? kUnknown : text_at(settings[0], "value");
}

void SettingChanger::apply(Access access, std::string_view operation, SettingChange& change) {
  change.before = effective(access.client, access.principal);
  if (mode_ == ChangeMode::kDryRun) return;
  json::object params{{"name", trunking::kSettingName}, {"value", value_}};
  if (operation == "PutAccountSetting") params.insert(access.principal.begin(), access.principal.end());
  const auto put = access.client.call("ecs", operation, params);
  if (!put) {
    change.failure = put.error();
    return;
  }
  change.after = effective(access.client, access.principal);
  // Who may put it may not read it, perhaps: then its own answer has to do.
  if (change.after == kUnknown) change.after = text_at(object_at(*put, "setting"), "value");
  if (change.after != value_)
    change.failure = client::CallFailure::unexpected("it is still " + change.after + " after it was put");
}

SettingChange SettingChanger::change_role(const std::string& name_or_arn) {
  SettingChange change{name_or_arn, kUnknown, "", std::nullopt, ""};
  const auto role = find(name_or_arn);
  if (!role) {
    change.failure = role.error();
    return change;
  }
  change.principal = role->text();
  auto allowed = access(*role);
  if (!allowed) {
    change.failure = allowed.error();
    if (allowed.error().is_access_denied()) change.advice = trust_advice(*role, caller_);
    return change;
  }
  apply(*std::move(allowed), "PutAccountSetting", change);
  if (change.failure && change.failure->is_access_denied()) change.advice = policy_advice(*role);
  return change;
}

SettingChange SettingChanger::change_default() {
  SettingChange change{root(), kUnknown, "", std::nullopt, ""};
  apply({client_->with(client_->region()), {{"principalArn", root()}}}, "PutAccountSettingDefault", change);
  return change;
}

std::string SettingChanger::root() const {
  return aws::Arn{caller_.partition(), "iam", "", caller_.account(), "root"}.text();
}

std::string setting_table(const std::vector<SettingChange>& changes, const std::vector<std::string>& regions,
                          ChangeMode mode) {
  std::vector<Column> columns{{"principal"}, {"before"}, {"after"}};
  const bool tells_regions = regions.size() > 1;
  if (tells_regions) columns.insert(columns.begin() + 1, {"region"});
  TextTable table{columns};
  for (const SettingChange& change : changes) {
    const auto arn = aws::Arn::parse(change.principal);
    const bool is_default = arn && arn->resource == "root";
    const std::string name = is_default ? "account default"
                             : arn      ? std::string(arn->resource)
                                        : change.principal;
    const std::string undone = mode == ChangeMode::kDryRun ? "(dry run)" : "";
    std::vector<std::string> row{name, change.before,
                                 change.failure         ? "failed"
                                 : change.after.empty() ? undone
                                                        : change.after};
    if (tells_regions) row.insert(row.begin() + 1, change.region);
    table.add_row(std::move(row));
  }
  return table.text();
}

json::object setting_json(const std::vector<SettingChange>& changes, const std::string& value,
                          const std::vector<std::string>& regions, ChangeMode mode) {
  json::array settings;
  for (const SettingChange& change : changes) {
    json::object row{{"principalArn", change.principal},
                     {"region", change.region},
                     {"before", change.before},
                     {"after", change.after}};
    if (change.failure) row["error"] = change.failure->as_error().message;
    settings.push_back(std::move(row));
  }
  return {{"name", trunking::kSettingName},
          {"value", value},
          {"region", join(regions, ",")},
          {"dryRun", mode == ChangeMode::kDryRun},
          {"settings", std::move(settings)}};
}

}  // namespace eni::command
