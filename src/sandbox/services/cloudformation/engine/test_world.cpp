#include "sandbox/services/cloudformation/engine/test_world.h"

#include "sandbox/services/cloudformation/engine/stack_events.h"
#include "sandbox/services/cloudformation/resources/reading.h"

namespace eni::sandbox::cloudformation {
namespace {

/// Logs, Parameter Store, Lambda, Secrets Manager and EC2 as far as the tests' templates use them. Each call waits before it has its
/// effect and after, so that a kill can fall between.
class FakeServices final : public ServiceCaller {
 public:
  explicit FakeServices(World& world) : world_{world} {}

  Task<ApiResult<Reply>> call(const Principal&, const aws::Region&, std::string_view service,
                              std::string_view operation, const json::object& params, const std::string& body,
                              const CommitHook* on_commit) override {
    co_await yield(world_.scheduler);
    const World::Things before = world_.things;
    ApiResult<Reply> reply = perform(std::string(service), std::string(operation), params, body);
    if (on_commit && reply.has_value() && operation != "RunInstances") write(*on_commit, *reply, before);
    co_await yield(world_.scheduler);
    co_return reply;
  }

 private:
  /// In one transaction with the call, as the gateway does: what it throws undoes the call.
  void write(const CommitHook& on_commit, const Reply& reply, const World::Things& before) {
    try {
      on_commit(reply);
    } catch (...) {
      world_.things = before;
      throw;
    }
  }

  static std::string name_of(const json::object& params) {
    for (const std::string_view key :
         {"logGroupName", "Name", "FunctionName", "resourceArn", "ResourceId", "RouteTableId"}) {
      if (params.contains(key)) return scalar_text_at(params, key);
    }
    const std::string secret = scalar_text_at(params, "SecretId");
    return secret.starts_with("arn:") ? secret.substr(secret.rfind(':') + 1) : secret;
  }

  ApiResult<Reply> perform(const std::string& service, const std::string& operation,
                           const json::object& params, const std::string& body) {
    const std::string name = name_of(params);
    const std::string line = service + ":" + operation + " " + name;
    world_.calls.push_back(line);
    if (world_.defects.contains(line)) throw std::logic_error("defect in " + line);
    if (const auto error = world_.errors.find(line); error != world_.errors.end()) return error->second;
    const std::string thing = service + "/" + name;
    if (operation == "Invoke") return invoke(body);
    if (operation == "CreateRouteTable") return create_route_table();
    if (operation == "RunInstances") return run_instances(scalar_text_at(params, "ClientToken"));
    if (operation.ends_with("Instances")) return look_at_instance(operation, texts_at(params, "InstanceId"));
    if (operation == "GetParameter" && !world_.things.contains(thing)) {
      return ApiError{"ParameterNotFound", "not there", 400};
    }
    if (operation == "GetParameter") return Reply{json::object{{"Parameter", json::object{{"Name", name}}}}};
    if (operation == "DescribeSecret" && !world_.things.contains(thing)) {
      return ApiError{"ResourceNotFoundException", "not there", 400};
    }
    if (operation == "GetSecretValue") return secret_value(name);
    if (operation == "CreateSecret") return create_secret(name);
    if (operation == "CreateLogGroup" || (operation == "PutParameter" && !params.contains("Overwrite"))) {
      if (!world_.things.insert(thing).second)
        return ApiError{"ResourceAlreadyExistsException", "exists", 400};
    } else if (operation.starts_with("Delete") && operation != "DeleteRetentionPolicy") {
      if (world_.things.erase(thing) == 0) return ApiError{"ResourceNotFoundException", "not there", 400};
    }
    return Reply{};
  }

  /// Its ARN is Secrets Manager's to choose; it is found by its name as well.
  ApiResult<Reply> create_secret(const std::string& name) {
    if (!world_.things.insert("secretsmanager/" + name).second)
      return ApiError{"ResourceExistsException", "exists", 400};
    return Reply{json::object{{"ARN", "arn:aws:secretsmanager:eu-central-1:000000000000:secret:" + name}}};
  }

  ApiResult<Reply> secret_value(const std::string& name) {
    const auto value = world_.secrets.find(name);
    if (value == world_.secrets.end()) return ApiError{"ResourceNotFoundException", "no secret", 400};
    return Reply{json::object{{"SecretString", value->second}}};
  }

  /// Ids are EC2's to choose.
  ApiResult<Reply> create_route_table() {
    const std::string id = "rtb-" + std::to_string(++world_.ids);
    world_.things.insert("ec2/" + id);
    return Reply{json::object{{"routeTable", json::object{{"routeTableId", id}}}}};
  }

  /// Not carried out twice for one token.
  ApiResult<Reply> run_instances(const std::string& client_token) {
    const auto [token, is_new] = world_.tokens.try_emplace(client_token, "");
    if (is_new) token->second = "i-" + std::to_string(++world_.ids);
    if (is_new) world_.things.insert("instance/" + token->second);
    return instances(token->second);
  }

  ApiResult<Reply> look_at_instance(const std::string& operation, const std::vector<std::string>& ids) {
    if (ids.empty()) return Reply{};
    if (operation == "TerminateInstances") world_.things.erase("instance/" + ids.front());
    const Reply reservation = instances(ids.front());
    return Reply{json::object{{"reservationSet", json::array{reservation.value}}}};
  }

  Reply instances(const std::string& id) const {
    const bool is_there = world_.things.contains("instance/" + id);
    const json::object state{{"name", is_there ? "running" : "terminated"}};
    const json::object instance{{"instanceId", id}, {"instanceState", state}};
    return Reply{json::object{{"instancesSet", json::array{instance}}}};
  }

  ApiResult<Reply> invoke(const std::string& body) {
    const json::object event = parse_json(body)->as_object();
    world_.events.push_back(event);
    World& world = world_;
    world.scheduler.post([&world, event] {
      if (const auto reply = world.function(event)) deliver(world, event, *reply);
    });
    return Reply{};
  }

  /// As the page of the response URLs: again, while the store fails.
  static void deliver(World& world, const json::object& event, const json::object& reply) {
    if (!world.engine) return;
    try {
      world.answer(event, reply);
    } catch (const sqlite::Failure&) {
      world.scheduler.call_at(world.scheduler.now() + std::chrono::seconds{1},
                              [&world, event, reply] { deliver(world, event, reply); });
    }
  }

  World& world_;
};

json::object echoed(const json::object& event, std::string_view status, const std::string& physical_id) {
  return {{"Status", status},
          {"PhysicalResourceId", physical_id},
          {"StackId", event.at("StackId")},
          {"RequestId", event.at("RequestId")},
          {"LogicalResourceId", event.at("LogicalResourceId")}};
}

/// The id stays for repeats of one request, as of a function that is idempotent.
std::optional<json::object> keep_things(World& world, const json::object& event) {
  const std::string type = as_text(event.at("RequestType"));
  const std::string id = type == "Create" ? "thing-" + as_text(event.at("RequestId"))
                                          : scalar_text_at(event, "PhysicalResourceId");
  if (type == "Create") world.things.insert("custom/" + id);
  if (type == "Delete") world.things.erase("custom/" + id);
  return success(event, id, {{"Size", "14"}});
}

}  // namespace

json::object success(const json::object& event, const std::string& physical_id, json::object data) {
  json::object answer = echoed(event, "SUCCESS", physical_id);
  if (!data.empty()) answer["Data"] = std::move(data);
  return answer;
}

json::object failure(const json::object& event, const std::string& physical_id, const std::string& reason) {
  json::object answer = echoed(event, "FAILED", physical_id);
  answer["Reason"] = reason;
  return answer;
}

World::World() {
  settings.endpoint_url = "http://127.0.0.1:4566";
  make_services = [](World& world) { return std::make_unique<FakeServices>(world); };
  function = [this](const json::object& event) { return keep_things(*this, event); };
  restart();
}

void World::use_file() {
  engine.reset();
  store.reset();
  store = *Store::open(folder.emplace().file("state.db"));
  restart();
}

void World::restart() {
  engine.reset();
  engine = std::make_unique<StackEngine>(scheduler, random, log, *store, make_services(*this), settings);
  engine->start();
}

std::string World::create(const std::string& template_body, OnFailure on_failure,
                          std::optional<std::chrono::minutes> timeout) {
  StackRecord record;
  record.id = "arn:aws:cloudformation:eu-central-1:000000000000:stack/test/" + random.uuid();
  record.account = "000000000000";
  record.region = "eu-central-1";
  record.name = "test";
  record.status = StackStatus::kCreateInProgress;
  record.status_reason = "User Initiated";
  record.creation_time = scheduler.now();
  record.definition.template_body = template_body;
  StackOperation operation;
  operation.principal = Principal::root(aws::AccountId{record.account});
  operation.on_failure = on_failure;
  if (timeout) operation.deadline = scheduler.now() + *timeout;
  record.operation = operation.to_json();
  store->get<CloudFormationStacks>().insert(record);
  append_stack_event(engine->parts(), record, "");
  engine->begin(record.id);
  return record.id;
}

void World::update(const std::string& id, const std::string& template_body, OnFailure on_failure) {
  StackRecord record = stack(id);
  StackOperation operation;
  operation.principal = Principal::root(aws::AccountId{record.account});
  operation.on_failure = on_failure;
  operation.target = record.definition;
  operation.target->template_body = template_body;
  record.operation = operation.to_json();
  record.status = StackStatus::kUpdateInProgress;
  record.status_reason = "User Initiated";
  record.last_updated_time = scheduler.now();
  store->get<CloudFormationStacks>().update(record);
  append_stack_event(engine->parts(), record, "");
  engine->begin(id);
}

void World::import_resources(const std::string& id, const std::string& template_body, json::object imports) {
  StackRecord record = stack(id);
  StackOperation operation;
  operation.principal = Principal::root(aws::AccountId{record.account});
  operation.target = record.definition;
  operation.target->template_body = template_body;
  operation.imports = std::move(imports);
  record.operation = operation.to_json();
  record.status = StackStatus::kImportInProgress;
  record.status_reason = "User Initiated";
  record.last_updated_time = scheduler.now();
  store->get<CloudFormationStacks>().update(record);
  append_stack_event(engine->parts(), record, "");
  engine->begin(id);
}

void World::remove(const std::string& id) {
  StackRecord record = stack(id);
  StackOperation operation;
  operation.principal = Principal::root(aws::AccountId{record.account});
  record.operation = operation.to_json();
  record.status = StackStatus::kDeleteInProgress;
  record.status_reason = "User Initiated";
  store->get<CloudFormationStacks>().update(record);
  append_stack_event(engine->parts(), record, "");
  engine->begin(id);
}

int World::answer(const json::object& event, const json::object& body, const std::string& content_type) {
  net::Request request;
  request.method = "PUT";
  request.target = as_text(event.at("ResponseURL")).substr(settings.endpoint_url.size());
  request.headers.set("Host", "127.0.0.1:4566");
  if (!content_type.empty()) request.headers.set("Content-Type", content_type);
  request.body = json::serialize(body);
  return engine->responses().serve(request).status;
}

std::vector<std::string> World::story(const std::string& id) {
  std::vector<std::string> lines;
  auto page = store->get<CloudFormationEvents>().newest(id, INT64_MAX, 1000);
  for (auto event = page.events.rbegin(); event != page.events.rend(); ++event) {
    const json::object& fields = event->as_object();
    std::string line =
        scalar_text_at(fields, "LogicalResourceId") + " " + scalar_text_at(fields, "ResourceStatus");
    std::string reason = scalar_text_at(fields, "ResourceStatusReason");
    for (const std::string_view marker : {"Request ID: ", "RequestToken: ", "RequestId: "}) {
      const std::size_t at = reason.find(marker);
      if (at != std::string::npos) reason.replace(at + marker.size(), 36, "*");
    }
    if (!reason.empty()) line += " | " + reason;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace eni::sandbox::cloudformation
