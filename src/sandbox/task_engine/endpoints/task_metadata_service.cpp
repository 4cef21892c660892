#include "sandbox/task_engine/endpoints/task_metadata_service.h"

#include "base/text.h"

namespace eni::sandbox::task_engine::endpoints {
namespace {

using Topic = MetadataTopic;

net::Response json_response(int status, const json::value& body) {
  return {status, {{"Content-Type", "application/json"}}, metadata_text(body)};
}

/// Errors of metadata are JSON, too: a text in quotes.
net::Response text_response(int status, const std::string& text) {
  return json_response(status, json::string(text));
}

net::Response plain_response(int status, std::string text) {
  return {status,
          {{"Content-Type", "text/plain; charset=utf-8"}, {"X-Content-Type-Options", "nosniff"}},
          std::move(text)};
}

net::Response not_found() { return plain_response(404, "404 page not found\n"); }

net::Response not_allowed(std::string_view methods) { return {405, {{"Allow", methods}}, ""}; }

std::string unknown_container(const std::string& id) {
  return "unable to get container ID from request: unable to get docker ID from v3 endpoint ID: " + id;
}

std::string unknown_task(const std::string& id) {
  return "unable to get task arn from request: unable to get task Arn from v3 endpoint ID: " + id;
}

std::string no_stats(const std::string& docker_id) {
  return "Unable to get container stats for: " + docker_id;
}

json::object credentials_object(const TaskCredentials& credentials) {
  return {{"RoleArn", credentials.role_arn},
          {"AccessKeyId", credentials.access_key_id},
          {"SecretAccessKey", credentials.secret_access_key},
          {"Token", credentials.token},
          {"Expiration", metadata_time_text(credentials.expiration)}};
}

net::Response credentials_error(int status, std::string_view code, const std::string& message) {
  return json_response(status, json::object{{"code", code}, {"message", message}, {"HTTPErrorCode", status}});
}

net::Response credentials_failure(CredentialsFailure failure, const std::string& prefix) {
  switch (failure) {
    case CredentialsFailure::kNotFound:
      return credentials_error(400, "InvalidIdInRequest", prefix + "Credentials not found");
    case CredentialsFailure::kUninitialized:
      return credentials_error(503, "CredentialsUninitialized", prefix + "Credentials uninitialized for ID");
    case CredentialsFailure::kInternal:
      break;
  }
  return credentials_error(500, "InternalServerError", "Internal server error");
}

json::object v4_stats(ContainerStats stats) {
  if (stats.network_rates) {
    stats.docker["network_rate_stats"] = {{"rx_bytes_per_sec", stats.network_rates->received},
                                          {"tx_bytes_per_sec", stats.network_rates->sent}};
  }
  return std::move(stats.docker);
}

std::string decoded_path(const net::Request& request) {
  return to_valid_utf8(percent_decode(request.path()));
}

/// @return  where a path leads that is not as it should be
std::optional<net::Response> redirect(const net::Request& request) {
  const std::optional<std::string> clean = cleaned_path(decoded_path(request));
  if (!clean) return std::nullopt;
  std::string location = percent_encode(*clean, Slash::kKeep);
  if (!request.query().empty()) append(location, {"?", request.query()});
  return net::Response{301, {{"Location", location}}, ""};
}

ProtectionError no_task() {
  return {"ResourceNotFoundException", "Failed to find a task for the request", 404, ""};
}

ProtectionError no_role() {
  return {"AccessDeniedException", "Invalid Request: no task IAM role credentials available for task", 403,
          ""};
}

ProtectionError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message), 400, ""};
}

}  // namespace

TaskMetadataService::TaskMetadataService(const Clock& clock, TaskMetadataSource& source)
    : source_{source}, rate_{clock, kMetadataRequestsPerSecond, kMetadataRequestBurst} {}

MetadataPath requested_metadata(const net::Request& request) {
  MetadataPath path = parse_metadata_path(decoded_path(request));
  if (path.topic == Topic::kV1Credentials) path.id = net::query_value(request.query(), "id").value_or("");
  return path;
}

Task<net::Response> TaskMetadataService::answer(net::Request request) {
  if (!rate_.take()) co_return plain_response(429, "You have reached maximum request limit.");
  if (auto elsewhere = redirect(request)) co_return *std::move(elsewhere);
  MetadataPath path = requested_metadata(request);
  auto answering = answer_path(std::move(request), std::move(path));
  net::Response response = co_await std::move(answering);
  co_return response;
}

Task<net::Response> TaskMetadataService::answer_path(net::Request request, MetadataPath path) {
  std::optional<Task<net::Response>> waiting;
  switch (path.topic) {
    case Topic::kV1Credentials:
      waiting = answer_credentials(path.id, "1");
      break;
    case Topic::kV2Credentials:
      waiting = answer_credentials(path.id, "2");
      break;
    case Topic::kV2TaskWithTags:
    case Topic::kV3TaskWithTags:
    case Topic::kV4TaskWithTags:
      waiting = answer_task_with_tags(path);
      break;
    case Topic::kTaskProtection:
      waiting = answer_protection(std::move(request), path);
      break;
    case Topic::kFault:
      co_return answer_fault(request, path);
    default:
      co_return answer_at_once(path);
  }
  net::Response response = co_await *std::move(waiting);
  co_return response;
}

net::Response TaskMetadataService::answer_at_once(const MetadataPath& path) const {
  switch (path.topic) {
    case Topic::kV2Task:
    case Topic::kV2Container:
    case Topic::kV2TaskStats:
    case Topic::kV2ContainerStats:
      return answer_v2(path);
    case Topic::kV3Container:
    case Topic::kV3Task:
    case Topic::kV3ContainerStats:
    case Topic::kV3TaskStats:
    case Topic::kV3Associations:
    case Topic::kV3Association:
      return answer_v3(path);
    case Topic::kNone:
      return not_found();
    default:
      return answer_v4(path);
  }
}

// Version 2 tells tasks apart by their address, which only those with an interface have for themselves.
net::Response TaskMetadataService::answer_v2(const MetadataPath& path) const {
  const TaskMetadata& task = source_.metadata();
  if (task.network_mode != "awsvpc")
    return text_response(
        400, "Unable to get task arn from request: unable to associate the request's address with task");
  if (path.topic == Topic::kV2Task) return json_response(200, v2_task(task));
  if (path.topic == Topic::kV2TaskStats) return json_response(200, older_task_stats());
  const ContainerMetadata* container = find_docker_id(path.id);
  if (path.topic == Topic::kV2Container) {
    if (!container) return text_response(400, "Unable to generate metadata for container '" + path.id + "'");
    return json_response(200, v2_container(*container));
  }
  const auto stats = container ? source_.stats(path.id) : std::nullopt;
  if (!stats) return text_response(400, no_stats(path.id));
  return json_response(200, stats->docker);
}

namespace {

net::Response unknown_v3(const MetadataPath& path) {
  switch (path.topic) {
    case Topic::kV3Container:
      return text_response(500, "V3 container metadata handler: " + unknown_container(path.id));
    case Topic::kV3ContainerStats:
      return text_response(400, "V3 container stats handler: " + unknown_task(path.id));
    case Topic::kV3TaskStats:
      return text_response(400, "V3 task stats handler: " + unknown_task(path.id));
    case Topic::kV3Associations:
      return text_response(400, "V3 container associations handler: " + unknown_container(path.id));
    case Topic::kV3Association:
      return text_response(400, "V3 container associations handler: " + unknown_task(path.id));
    default:
      return text_response(500, "V3 task metadata handler: " + unknown_task(path.id));
  }
}

net::Response unknown_v4(const MetadataPath& path) {
  switch (path.topic) {
    case Topic::kV4Container:
      return text_response(404, "V4 container metadata handler: " + unknown_container(path.id));
    case Topic::kV4ContainerStats:
      return text_response(404, "V4 container stats handler: " + unknown_task(path.id));
    case Topic::kV4TaskStats:
      return text_response(404, "V4 task stats handler: " + unknown_task(path.id));
    case Topic::kV4Associations:
      return text_response(404, "V4 container associations handler: " + unknown_container(path.id));
    case Topic::kV4Association:
      return text_response(404, "V4 container associations handler: " + unknown_task(path.id));
    default:
      return text_response(404, "V4 task metadata handler: " + unknown_task(path.id));
  }
}

/// Elastic Inference, the one kind of association that there was, is no more.
net::Response no_associations() { return json_response(200, json::object{{"Associations", json::array{}}}); }

net::Response no_association(int status, const MetadataPath& path) {
  return text_response(status,
                       "Unable to write container association response: unable to get association from "
                       "association type " +
                           path.type + " and association name " + path.name);
}

}  // namespace

net::Response TaskMetadataService::answer_v3(const MetadataPath& path) const {
  const ContainerMetadata* container = find_endpoint(path.id);
  if (!container) return unknown_v3(path);
  switch (path.topic) {
    case Topic::kV3Container:
      return json_response(200, v3_container(*container));
    case Topic::kV3ContainerStats: {
      const auto stats = source_.stats(container->docker_id);
      return stats ? json_response(200, stats->docker) : text_response(400, no_stats(container->docker_id));
    }
    case Topic::kV3TaskStats:
      return json_response(200, older_task_stats());
    case Topic::kV3Associations:
      return no_associations();
    case Topic::kV3Association:
      return no_association(400, path);
    default:
      return json_response(200, v3_task(source_.metadata()));
  }
}

net::Response TaskMetadataService::answer_v4(const MetadataPath& path) const {
  // The agent of an EC2 host does not do these two.
  if (path.topic == Topic::kV4Tasks) return text_response(500, "failed to get tasks metadata");
  if (path.topic == Topic::kV4TasksStats) return text_response(500, "tasks stats endpoint not supported");
  const ContainerMetadata* container = find_endpoint(path.id);
  if (!container) return unknown_v4(path);
  switch (path.topic) {
    case Topic::kV4Container:
      return json_response(200, v4_container(*container));
    case Topic::kV4ContainerStats: {
      auto stats = source_.stats(container->docker_id);
      return stats ? json_response(200, v4_stats(*std::move(stats)))
                   : text_response(500, no_stats(container->docker_id));
    }
    case Topic::kV4TaskStats:
      return json_response(200, v4_task_stats());
    case Topic::kV4Associations:
      return no_associations();
    case Topic::kV4Association:
      return no_association(404, path);
    default:
      return json_response(200, v4_task(source_.metadata()));
  }
}

Task<net::Response> TaskMetadataService::answer_task_with_tags(MetadataPath path) {
  const bool is_v2 = path.topic == Topic::kV2TaskWithTags;
  if (is_v2 && source_.metadata().network_mode != "awsvpc") co_return answer_v2(path);
  if (!is_v2 && !find_endpoint(path.id)) {
    if (path.topic == Topic::kV3TaskWithTags) co_return unknown_v3(path);
    co_return unknown_v4(path);
  }
  auto asking = source_.tags();
  const MetadataTags tags = co_await std::move(asking);
  const TaskMetadata& task = source_.metadata();
  if (is_v2) co_return json_response(200, v2_task(task, &tags));
  if (path.topic == Topic::kV3TaskWithTags) co_return json_response(200, v3_task(task, &tags));
  co_return json_response(200, v4_task(task, &tags));
}

Task<net::Response> TaskMetadataService::answer_credentials(std::string id, std::string version) {
  const std::string prefix = "CredentialsV" + version + "Request: ";
  if (id.empty())
    co_return credentials_error(400, "NoIdInRequest", prefix + "No Credential ID in the request");
  auto asking = source_.credentials(std::move(id));
  const auto credentials = co_await std::move(asking);
  if (credentials.has_error()) co_return credentials_failure(credentials.error(), prefix);
  co_return json_response(200, credentials_object(*credentials));
}

Task<net::Response> TaskMetadataService::answer_protection(net::Request request, MetadataPath path) {
  if (request.method != "GET" && request.method != "PUT") co_return not_allowed("GET, PUT");
  const bool knows_task = find_endpoint(path.id) != nullptr;
  // What cannot be read is refused before anybody is looked for.
  if (request.method == "PUT") {
    auto putting = put_protection(std::move(request), knows_task);
    net::Response response = co_await std::move(putting);
    co_return response;
  }
  if (!knows_task) co_return protection_error(no_task(), "");
  auto getting = get_protection();
  net::Response response = co_await std::move(getting);
  co_return response;
}

Task<net::Response> TaskMetadataService::get_protection() {
  const std::string arn = source_.metadata().arn;
  if (source_.metadata().credentials_id.empty()) co_return protection_error(no_role(), arn);
  auto asking = source_.protection();
  const ProtectionResult result = co_await std::move(asking);
  co_return protection_response(result, arn);
}

Task<net::Response> TaskMetadataService::put_protection(net::Request request, bool knows_task) {
  const auto wanted = parse_protection_request(request.body);
  if (!wanted)
    co_return protection_error(invalid_parameter("UpdateTaskProtection: failed to decode request"), "");
  if (!knows_task) co_return protection_error(no_task(), "");
  const std::string arn = source_.metadata().arn;
  if (!wanted->enabled)
    co_return protection_error(
        invalid_parameter("Invalid request: does not contain 'ProtectionEnabled' field"), arn);
  if (source_.metadata().credentials_id.empty()) co_return protection_error(no_role(), arn);
  auto asking = source_.set_protection(*wanted->enabled, wanted->expires_in_minutes);
  const ProtectionResult result = co_await std::move(asking);
  co_return protection_response(result, arn);
}

net::Response TaskMetadataService::answer_fault(const net::Request& request, const MetadataPath& path) const {
  if (request.method != "POST") return not_allowed("POST");
  if (!find_endpoint(path.id))
    return json_response(404, json::object{{"Error", "unable to lookup container: " + path.id}});
  const TaskMetadata& task = source_.metadata();
  if (!task.fault_injection_enabled)
    return json_response(
        400, json::object{{"Error", "enableFaultInjection is not enabled for task: " + task.arn}});
  return json_response(501, json::object{{"Error", "the sandbox injects no faults into networks"}});
}

const ContainerMetadata* TaskMetadataService::find_endpoint(const std::string& id) const {
  if (id.empty()) return nullptr;
  for (const ContainerMetadata& container : source_.metadata().containers)
    if (container.endpoint_id == id) return &container;
  return nullptr;
}

const ContainerMetadata* TaskMetadataService::find_docker_id(const std::string& id) const {
  for (const ContainerMetadata& container : source_.metadata().containers)
    if (container.docker_id == id) return &container;
  return nullptr;
}

json::object TaskMetadataService::older_task_stats() const {
  json::object all;
  for (const ContainerMetadata& container : source_.metadata().containers) {
    auto stats = source_.stats(container.docker_id);
    all[container.docker_id] = stats ? json::value(std::move(stats->docker)) : json::value(nullptr);
  }
  return all;
}

json::object TaskMetadataService::v4_task_stats() const {
  json::object all;
  for (const ContainerMetadata& container : source_.metadata().containers) {
    auto stats = source_.stats(container.docker_id);
    all[container.docker_id] = stats ? json::value(v4_stats(*std::move(stats))) : json::value(nullptr);
  }
  return all;
}

}  // namespace eni::sandbox::task_engine::endpoints
