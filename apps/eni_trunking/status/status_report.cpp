#include "eni_trunking/status/status_report.h"

#include "aws/arn.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "diagnosis/cluster_status.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

using diagnosis::ClusterStatus;
using diagnosis::Description;
using diagnosis::Role;
using diagnosis::TrunkingSetting;

namespace {

/// "role/hosts" of its ARN: the account is the same for all.
std::string short_name(const std::string& arn) {
  const auto parsed = aws::Arn::parse(arn);
  return parsed ? parsed->resource : arn;
}

std::string settings_table(const Description& description) {
  TextTable table{{{"principal"}, {"own"}, {"effective"}, {"also enabled in"}}};
  const auto add = [&](const std::string& name, const std::optional<TrunkingSetting>& setting,
                       const std::string& elsewhere) {
    table.add_row({name, setting ? setting->own.value_or("-") : "not seen",
                   setting ? setting->effective : "not seen", elsewhere});
  };
  for (const auto& [arn, role] : description.roles)
    add(short_name(arn), role.setting, join(role.enabled_in.value_or(std::vector<std::string>{}), ", "));
  add(short_name(description.caller_arn) + " (you)", description.setting_of_caller, "");
  return "awsvpcTrunking in " + description.region + ", account " + description.account + "\n\n" +
         table.text();
}

std::string clusters_table(const Description& description) {
  TextTable table{{{"cluster"},
                   {"hosts", Align::kRight},
                   {"trunks", Align::kRight},
                   {"tasks", Align::kRight},
                   {"room now", Align::kRight},
                   {"with trunks", Align::kRight},
                   {"without", Align::kRight}}};
  for (const diagnosis::Cluster& cluster : description.clusters) {
    const auto status = status_of(description, cluster);
    if (!status) {
      table.add_row({cluster.name, "?", "?", "?", "?", "?", "?"});
      continue;
    }
    table.add_row({cluster.name, std::to_string(status->hosts), std::to_string(status->hosts_with_trunk),
                   std::to_string(status->running_tasks), std::to_string(status->capacity),
                   std::to_string(status->capacity_with_trunks),
                   std::to_string(status->capacity_without_trunks)});
  }
  return table.text();
}

/// "web: 2 hosts without a trunk: 1 registered before the setting, 1 type takes none"
std::string reasons_text(const Description& description) {
  std::string text;
  for (const diagnosis::Cluster& cluster : description.clusters) {
    const auto status = status_of(description, cluster);
    if (!status || status->reasons.empty()) continue;
    std::vector<std::string> parts;
    for (const auto& [reason, number] : status->reasons)
      parts.push_back(std::to_string(number) + " " + reason);
    text += wrapped(cluster.name + ": without a trunk " + join(parts, ", ") + ". See: eni-trunking doctor " +
                        cluster.name,
                    "");
  }
  return text;
}

/// "web.eu-central-1.elb.amazonaws.com  80  127.0.0.1:40123", and below what is wrong with which.
std::string listeners_text(const std::vector<LocalListener>& listeners) {
  TextTable table{{{"load balancer"}, {"port", Align::kRight}, {"on this machine"}}};
  std::string problems;
  for (const LocalListener& listener : listeners) {
    if (listener.port != 0)
      table.add_row({listener.dns_name, std::to_string(listener.port),
                     listener.place.empty() ? "not served" : listener.place});
    if (!listener.problem.empty())
      problems += wrapped(load_balancer_name(listener.arn) + ": " + listener.problem, "");
  }
  return table.text() + (problems.empty() ? "" : "\n" + problems);
}

json::array listeners_json(const std::vector<LocalListener>& listeners) {
  json::array out;
  for (const LocalListener& listener : listeners) {
    json::object one{{"loadBalancerArn", listener.arn}, {"dnsName", listener.dns_name}};
    if (listener.port != 0) one["port"] = listener.port;
    if (!listener.place.empty()) one["address"] = listener.place;
    if (!listener.problem.empty()) one["problem"] = listener.problem;
    out.emplace_back(std::move(one));
  }
  return out;
}

json::value setting_json(const std::optional<TrunkingSetting>& setting) {
  if (!setting) return nullptr;
  return json::object{{"own", setting->own ? json::value(*setting->own) : json::value(nullptr)},
                      {"effective", setting->effective}};
}

json::object cluster_json(const ClusterStatus& status) {
  json::object reasons;
  for (const auto& [reason, number] : status.reasons) reasons[reason] = number;
  return {{"cluster", status.name},
          {"hosts", status.hosts},
          {"hostsWithTrunk", status.hosts_with_trunk},
          {"runningTasks", status.running_tasks},
          {"capacity", status.capacity},
          {"capacityWithTrunks", status.capacity_with_trunks},
          {"capacityWithoutTrunks", status.capacity_without_trunks},
          {"isComplete", status.is_complete},
          {"withoutTrunk", reasons}};
}

}  // namespace

std::string status_table(const Description& description, const std::optional<LocalAccess>& access) {
  std::string text = settings_table(description) + "\n";
  text += description.clusters.empty() ? "There are no clusters.\n" : clusters_table(description);
  const std::string reasons = reasons_text(description);
  if (!reasons.empty()) text += "\n" + reasons;
  if (access && !access->listeners.empty()) text += "\n" + listeners_text(access->listeners);
  if (access && !access->socks.empty()) text += "\nSOCKS 5 into the VPCs: " + access->socks + "\n";
  if (!description.failed_reads.empty()) text += "\nNot all could be read; eni-trunking doctor says what.\n";
  return text;
}

std::string status_json(const Description& description, const std::optional<LocalAccess>& access) {
  json::array settings;
  for (const auto& [arn, role] : description.roles) {
    json::array elsewhere;
    for (const std::string& region : role.enabled_in.value_or(std::vector<std::string>{}))
      elsewhere.emplace_back(region);
    settings.push_back(json::object{{"principalArn", arn},
                                    {"setting", setting_json(role.setting)},
                                    {"enabledInOtherRegions", elsewhere}});
  }
  settings.push_back(json::object{{"principalArn", description.caller_arn},
                                  {"setting", setting_json(description.setting_of_caller)},
                                  {"isCaller", true}});
  json::array clusters;
  for (const diagnosis::Cluster& cluster : description.clusters) {
    const auto status = status_of(description, cluster);
    clusters.push_back(status ? json::value(cluster_json(*status))
                              : json::value(json::object{{"cluster", cluster.name}, {"hosts", nullptr}}));
  }
  json::object report{{"account", description.account},
                      {"region", description.region},
                      {"time", iso8601(description.now)},
                      {"settings", settings},
                      {"clusters", clusters}};
  if (access) report["loadBalancers"] = listeners_json(access->listeners);
  if (access && !access->socks.empty()) report["socks"] = access->socks;
  return pretty(report);
}

}  // namespace eni::command
