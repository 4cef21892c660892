/// ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions, StopServiceDeployment.
#include <algorithm>

#include "aws/arn.h"
#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/services/ecs/clusters/find_cluster.h"
#include "sandbox/services/ecs/engine.h"
#include "sandbox/services/ecs/errors.h"
#include "sandbox/services/ecs/input.h"
#include "sandbox/services/ecs/services/find_service.h"
#include "sandbox/services/ecs/services/operations.h"
#include "sandbox/services/ecs/services/scheduling.h"
#include "sandbox/services/ecs/tags/tags.h"
#include "sandbox/store/ecs_service_deployment_repository.h"
#include "sandbox/store/ecs_task_repository.h"

namespace eni::sandbox::ecs_service {

namespace {

constexpr std::size_t kMaxDescribed = 20;

/// A deployment with what it belongs to.
struct Found {
  EcsServiceDeployment deployment;
  EcsService service;
  EcsCluster cluster;
};

std::string deployment_arn(const Found& found) {
  return arn_in_cluster(found.cluster, "service-deployment", found.service.name + "/" + found.deployment.id);
}

std::string revision_arn(const Found& found, std::string_view revision) {
  return arn_in_cluster(found.cluster, "service-revision", found.service.name + "/" + std::string(revision));
}

std::optional<Found> with_owner(const Call& call, std::optional<EcsServiceDeployment> deployment) {
  if (!deployment) return std::nullopt;
  auto service = call.store<EcsServiceRepository>().find(deployment->service);
  if (!service) return std::nullopt;
  auto cluster = call.store<EcsClusterRepository>().find(service->cluster);
  if (!cluster || cluster->account != call.account().value || cluster->region != call.region.value)
    return std::nullopt;
  return Found{*std::move(deployment), *std::move(service), *std::move(cluster)};
}

std::string last_part(std::string_view arn) { return std::string(arn.substr(arn.rfind('/') + 1)); }

/// The tasks of a revision: none once its deployment's tasks have all stopped.
json::object summary(const Call& call, const Found& found, const std::string& revision) {
  json::object value{{"arn", revision_arn(found, revision)},
                     {"requestedTaskCount", 0},
                     {"runningTaskCount", 0},
                     {"pendingTaskCount", 0}};
  for (const EcsDeployment& one : call.store<EcsServiceRepository>().deployments(found.service.number)) {
    if (!one.id.ends_with("/" + revision)) continue;
    const EcsTaskCounts counts = call.store<EcsTaskRepository>().counts(one.origin);
    value["requestedTaskCount"] = one.desired_count;
    value["runningTaskCount"] = counts.running;
    value["pendingTaskCount"] = counts.pending;
  }
  return value;
}

void add_common(json::object& value, const Found& found) {
  const EcsServiceDeployment& deployment = found.deployment;
  value["serviceDeploymentArn"] = deployment_arn(found);
  value["serviceArn"] = service_arn(found.cluster, found.service);
  value["clusterArn"] = found.cluster.arn;
  value["createdAt"] = timestamp(deployment.created_at);
  value["startedAt"] = timestamp(deployment.created_at);
  if (deployment.finished_at != 0) value["finishedAt"] = timestamp(deployment.finished_at);
  value["status"] = deployment.status;
  if (const auto reason = find_string(deployment.document, "statusReason")) value["statusReason"] = *reason;
}

json::object brief_value(const Found& found) {
  json::object value;
  add_common(value, found);
  value["targetServiceRevisionArn"] = revision_arn(found, found.deployment.revision);
  return value;
}

/// @param trigger  what fails the deployment, as its document names it
std::string_view monitor_status(const EcsServiceDeployment& deployment, bool is_enabled,
                                std::string_view trigger) {
  if (text_at(deployment.document, "trigger") == trigger) return "TRIGGERED";
  if (!is_enabled) return "DISABLED";
  return deployment.finished_at == 0 ? "MONITORING" : "MONITORING_COMPLETE";
}

json::object alarms_value(const EcsServiceDeployment& deployment) {
  const json::object& alarms = object_at(object_at(deployment.document, "deploymentConfiguration"), "alarms");
  const bool is_enabled = flag_at(alarms, "enable");
  json::object value{{"status", monitor_status(deployment, is_enabled, "alarms")}};
  if (!is_enabled) return value;
  value["alarmNames"] = array_at(alarms, "alarmNames");
  value["triggeredAlarmNames"] = array_at(deployment.document, "triggeredAlarms");
  return value;
}

bool is_of_revision(const EcsDeployment& deployment, const Found& found) {
  return deployment.id.ends_with("/" + found.deployment.revision);
}

/// The circuit breaker of a deployment: as it was when that failed or was complete, or as it is.
json::object breaker_value(const Call& call, const Found& found) {
  const json::object& configuration = object_at(found.deployment.document, "deploymentConfiguration");
  const bool enabled = flag_at(object_at(configuration, "deploymentCircuitBreaker"), "enable");
  const json::object& document = found.deployment.document;
  const bool is_kept = document.contains("failureCount");
  std::int64_t failures = integer_at(document, "failureCount");
  for (const EcsDeployment& one : call.store<EcsServiceRepository>().deployments(found.service.number))
    if (!is_kept && is_of_revision(one, found)) failures = one.failed_tasks;
  return {{"status", monitor_status(found.deployment, enabled, "circuitBreaker")},
          {"failureCount", failures},
          {"threshold",
           integer_at(document, "threshold", circuit_breaker_threshold(found.service.desired_count))}};
}

json::object deployment_value(const Call& call, const Found& found) {
  const json::object& document = found.deployment.document;
  json::object value;
  add_common(value, found);
  value["updatedAt"] = timestamp(found.deployment.updated_at);
  value["deploymentConfiguration"] = object_at(document, "deploymentConfiguration");
  value["targetServiceRevision"] = summary(call, found, found.deployment.revision);
  json::array sources;
  for (const std::string& revision : texts_at(document, "sources"))
    sources.push_back(summary(call, found, revision));
  value["sourceServiceRevisions"] = std::move(sources);
  value["deploymentCircuitBreaker"] = breaker_value(call, found);
  value["alarms"] = alarms_value(found.deployment);
  if (const json::object& rollback = object_at(document, "rollback"); !rollback.empty()) {
    value["rollback"] =
        json::object{{"reason", text_at(rollback, "reason")},
                     {"startedAt", timestamp(integer_at(rollback, "startedAt"))},
                     {"serviceRevisionArn", revision_arn(found, text_at(rollback, "revision"))}};
  }
  return value;
}

json::object revision_value(const Found& found) {
  json::object value = object_at(found.deployment.document, "revision");
  value["serviceRevisionArn"] = revision_arn(found, found.deployment.revision);
  value["serviceArn"] = service_arn(found.cluster, found.service);
  value["clusterArn"] = found.cluster.arn;
  const json::array& strategy = array_at(found.deployment.document, "capacityProviderStrategy");
  if (strategy.empty()) {
    value["launchType"] = "EC2";
  } else {
    value["capacityProviderStrategy"] = strategy;
  }
  value["guardDutyEnabled"] = false;
  value["createdAt"] = timestamp(found.deployment.created_at);
  return value;
}

/// Milliseconds; nothing if it is not given.
std::optional<std::int64_t> time_in(const json::object& range, std::string_view name) {
  const json::value* given = find(range, name);
  if (given == nullptr || !given->is_number()) return std::nullopt;
  return static_cast<std::int64_t>(given->to_number<double>() * 1000);
}

bool is_asked(const Call& call, const EcsServiceDeployment& deployment) {
  const auto statuses = texts_at(call.params.all(), "status");
  const json::object& range = structure(call, "createdAt");
  const auto after = time_in(range, "after");
  const auto before = time_in(range, "before");
  return (statuses.empty() || contains(statuses, deployment.status)) &&
         (!after || deployment.created_at > *after) && (!before || deployment.created_at < *before);
}

/// A list of ARNs, each of what `find` knows; the others are failures.
template <class Find, class Value>
ApiResult<Reply> describe(Call& call, std::string_view asked, std::string_view shown, Find find_one,
                          Value value_of) {
  ENI_TRY(const auto arns, text_list(call, asked, kMaxDescribed));
  if (arns.empty())
    return aws::invalid_parameter(std::string(asked) + " can not be empty.");  // Assumed wording.
  json::array values;
  json::array failures;
  for (const std::string& arn : arns) {
    const auto found = with_owner(call, find_one(last_part(arn)));
    if (found) {
      values.push_back(value_of(*found));
    } else {
      failures.push_back(failure(arn, "MISSING"));
    }
  }
  json::object reply;
  reply[shown] = std::move(values);
  reply["failures"] = std::move(failures);
  return Reply{std::move(reply)};
}

ApiResult<void> check_stop_type(const Call& call) {
  const std::string type = call.params.text_or("stopType", "ROLLBACK");
  if (type == "ROLLBACK") return {};
  if (type == "ABORT") return unsupported("the stop type ABORT");  // Nor does AWS.
  return aws::invalid_parameter("stopType should be one of [ABORT,ROLLBACK]");
}

/// service-deployment/CLUSTER/SERVICE/ID is authorized by the service, which is in the cluster that its ARN names.
std::string owner_arn(const std::string& arn, std::string_view kind) {
  const auto at = arn.find(":" + std::string(kind) + "/");
  if (at == std::string::npos) return arn;
  const std::string rest = arn.substr(at + kind.size() + 2);
  return arn.substr(0, at) + ":service/" + rest.substr(0, rest.rfind('/'));
}

/// Each service's keys are its own alone.
void add_owner_keys(Access& access, const Call& call) {
  for (std::size_t i = 0; i < access.resources.size(); ++i) {
    const std::string& service = access.resources[i];
    const auto arn = aws::Arn::parse(service);
    if (!arn || arn->resource_type() != "service") continue;
    const std::string_view owner = arn->resource_id();
    auto& keys = access.context_of_resource[i];
    keys.emplace_back("ecs:cluster", cluster_arn(call, owner.substr(0, owner.find('/'))));
    keys.emplace_back("ecs:service", service);
  }
}

Access owners_access(const Call& call, std::string_view member, std::string_view kind) {
  std::vector<std::string> owners;
  for (const std::string& arn : texts_at(call.params.all(), member)) owners.push_back(owner_arn(arn, kind));
  Access access = access_to(call, owners);
  add_owner_keys(access, call);
  return access;
}

}  // namespace

Access service_deployments_access(const Call& call) {
  return owners_access(call, "serviceDeploymentArns", "service-deployment");
}

Access service_deployment_access(const Call& call) {
  Access access =
      access_to(call, owner_arn(call.params.text_or("serviceDeploymentArn", "*"), "service-deployment"));
  add_owner_keys(access, call);
  return access;
}

Access service_revisions_access(const Call& call) {
  return owners_access(call, "serviceRevisionArns", "service-revision");
}

ApiResult<Reply> list_service_deployments(Call& call) {
  ENI_TRY(const auto cluster, find_cluster(call));
  ENI_TRY(const auto service, find_living_service(call, cluster));
  ENI_TRY(const auto page, read_page(call));
  json::array briefs;
  std::string last;
  bool more = false;
  bool begun = page.after.empty();
  for (EcsServiceDeployment& deployment : call.store<EcsServiceDeploymentRepository>().list(service.number)) {
    if (!begun) {
      begun = deployment.id == page.after;
      continue;
    }
    if (!is_asked(call, deployment)) continue;
    more = briefs.size() == page.limit;
    if (more) break;
    last = deployment.id;
    briefs.push_back(brief_value({std::move(deployment), service, cluster}));
  }
  json::object reply;
  reply["serviceDeployments"] = std::move(briefs);
  end_page(reply, more, last);
  return Reply{std::move(reply)};
}

ApiResult<Reply> describe_service_deployments(Call& call) {
  auto& history = call.store<EcsServiceDeploymentRepository>();
  return describe(
      call, "serviceDeploymentArns", "serviceDeployments",
      [&history](const std::string& id) { return history.find(id); },
      [&call](const Found& found) { return deployment_value(call, found); });
}

ApiResult<Reply> describe_service_revisions(Call& call) {
  auto& history = call.store<EcsServiceDeploymentRepository>();
  return describe(
      call, "serviceRevisionArns", "serviceRevisions",
      [&history](const std::string& id) { return history.of_revision(id); }, revision_value);
}

/// Assumed wording of the refusals.
ApiResult<Reply> stop_service_deployment(Call& call) {
  ENI_TRY(const auto arn, required_member(call, "serviceDeploymentArn"));
  ENI_CHECK(check_stop_type(call));
  auto& history = call.store<EcsServiceDeploymentRepository>();
  auto found = with_owner(call, history.find(last_part(arn)));
  if (!found || deployment_arn(*found) != arn)
    return ApiError{"ServiceDeploymentNotFoundException", "Service deployment not found."};
  EcsServiceDeployment& deployment = found->deployment;
  if (deployment.finished_at != 0)
    return ApiError{"ConflictException", "The service deployment is not in progress."};
  if (deployment.status == "IN_PROGRESS") {
    deployment.status = "ROLLBACK_REQUESTED";
    deployment.updated_at = now_millis(call.env);
    history.update(deployment);
    engine_of(call.env).services().consider(found->service.number);
  }
  return Reply{json::object{{"serviceDeploymentArn", arn}}};
}

}  // namespace eni::sandbox::ecs_service
