#include "sandbox/gateway/gateway.h"

#include <algorithm>

#include "aws/sigv4.h"
#include "base/defect.h"
#include "base/excerpt.h"
#include "base/text.h"
#include "sandbox/gateway/authenticate.h"
#include "sandbox/gateway/authorize.h"
#include "sandbox/gateway/gzip_stream.h"
#include "sandbox/gateway/health.h"
#include "sandbox/gateway/operation_runner.h"
#include "sandbox/gateway/protocol.h"
#include "sandbox/gateway/protocol_rest_xml.h"
#include "sandbox/gateway/request_guard.h"
#include "sandbox/gateway/service_finder.h"
#include "sandbox/gateway/thrown_error.h"

namespace eni::sandbox {

namespace {

/// Of an error: a message may quote what was sent, and that may be megabytes.
constexpr std::size_t kMaxMessageBytes = 8192;

/// A request from outside on its way; what is known of it grows with each stage.
struct Exchange {
  net::Request request;
  std::shared_ptr<net::Responder> responder;
  TimePoint began;
  std::string request_id;
  const Service* service = nullptr;
  Protocol protocol = Protocol::kQuery;  ///< of the service, the one that the request is in
  const Operation* operation = nullptr;
  std::optional<Call> call = {};

  void use(const Service& found) {
    service = &found;
    protocol = protocol_of(found, request);
  }
};

net::Response plain_text(int status, std::string text) {
  net::Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text) + "\n";
  return response;
}

/// S3's requests in virtual-host style, once their signature is checked, as if they had come in path style.
void use_path_style(net::Request& request) {
  if (const auto bucket = virtual_host_bucket(request.headers.text("Host"))) {
    request.target.insert(0, "/" + *bucket);
  }
}

/// Requests that newer clients pack, as they do PutMetricData's; what S3 gets packed is kept so.
ApiResult<void> unpack(const Service& service, net::Request& request) {
  if (!service.is_query_compatible || !iequals(request.headers.text("Content-Encoding"), "gzip")) return {};
  auto body = gunzip(request.body);
  if (body.has_error()) return ApiError{"MalformedInput", body.error().message, 400};
  request.body = *std::move(body);
  return {};
}

std::vector<std::pair<std::string, std::string>> lower_case_names(const net::Headers& headers) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [name, value] : headers) out.emplace_back(to_lower(name), value);
  return out;
}

/// Of the registry of images, whose clients sign nothing. S3 has such paths, too, in buckets that the host names.
constexpr std::string_view kRegistryPath = "/v2/";

bool is_signed(const net::Request& request) {
  return request.headers.text("Authorization").starts_with("AWS4-") ||
         net::query_value(request.query(), "X-Amz-Algorithm");
}

bool is_rest(Protocol protocol) { return protocol == Protocol::kRestJson || protocol == Protocol::kRestXml; }

ApiError missing_token() {
  return {"MissingAuthenticationToken", "Request is missing Authentication Token", 403};
}

ApiError no_such_service(std::string_view name) {
  return aws::not_supported(name.empty() ? std::string("What this request asks for")
                                         : "The service '" + std::string(name) + "'");
}

}  // namespace

struct Gateway::State {
  explicit State(std::span<const Service* const> all) : services{all} {
    pages.push_back(health_page(services));
    tasks = std::make_unique<TaskGroup>(
        [this](const std::exception_ptr& thrown) { log_defect(env().log, "background work", thrown); });
  }

  std::span<const Service* const> services;
  Environment* environment = nullptr;
  std::vector<FaultRule> faults;
  std::vector<Page> pages;
  aws::SigningKeyCache keys;
  OperationRunner runner;
  mutable RequestGuard guard{services};  ///< a cache
  std::unique_ptr<TaskGroup> tasks;      ///< null after shut_down()

  Environment& env() const { return *environment; }

  void log_request(const Call& call, const Service& service, const Operation& operation, TimePoint began,
                   int status, std::string_view error, std::string_view kind) const {
    env().log.info(kind, {{"service", service.name},
                          {"operation", operation.name},
                          {"principal", call.principal.arn},
                          {"region", call.region.value},
                          {"status", std::to_string(status)},
                          {"error", error},
                          {"ms", std::to_string((call.now() - began).count())},
                          {"request_id", call.request_id}});
  }

  // ---- a request from outside ----

  /// Authenticates the request and finds its operation; the exchange then has its call.
  ApiResult<void> prepare(Exchange& exchange) {
    net::Request& request = exchange.request;
    auto claim = aws::read_claim(request);
    const aws::SignatureClaim* signed_claim = claim.has_value() && *claim ? &**claim : nullptr;
    const Service* service = find_service(services, request, signed_claim);
    exchange.use(service ? *service : unknown_service(request));
    if (!service) return no_such_service(signed_claim ? signed_claim->scope.service : "");
    if (claim.has_error()) return claim.error();
    if (!signed_claim) {
      return missing_token();
    }
    auto principal = authenticate(env().store, request, *signed_claim, exchange.began, keys);
    if (principal.has_error()) return std::move(principal).error();
    if (exchange.service->protocol == Protocol::kRestXml) use_path_style(request);
    ENI_CHECK(unpack(*exchange.service, request));
    ENI_TRY(auto decoded, wire_protocol(exchange.protocol).decode(*exchange.service, request));
    exchange.operation = decoded.operation;
    exchange.call.emplace(env(), *std::move(principal), signed_claim->scope.region, exchange.request_id,
                          std::move(decoded.params));
    if (is_rest(exchange.service->protocol)) {
      exchange.call->body = std::move(request.body);
      exchange.call->headers = lower_case_names(request.headers);
    }
    return {};
  }

  /// Why a request is refused whatever its body is.
  ApiResult<void> check_signer(const ApiResult<std::optional<aws::SignatureClaim>>& claim) const {
    if (claim.has_error()) return claim.error();
    if (!*claim) return missing_token();
    if (!is_known_key(env().store, (*claim)->access_key_id)) return unknown_key();
    return {};
  }

  std::optional<net::Response> check_head(const net::Request& head) const {
    if (auto reason = guard.refusal(head, env().settings.endpoint_url))
      return plain_text(403, "refused: " + *reason);
    if (head.path().substr(0, 10) == "/_sandbox/" || find_page(head)) return std::nullopt;
    const auto claim = aws::read_claim(head);
    const auto checked = check_signer(claim);
    if (checked.has_value()) return std::nullopt;
    const Service* service = find_service(services, head, claim.has_value() && *claim ? &**claim : nullptr);
    if (!service) service = &unknown_service(head);
    const Protocol protocol = protocol_of(*service, head);
    return write_error(*service, protocol, to_service_error(*service, checked.error()), env().random.uuid());
  }

  /// @param error  in the service's words. It is cut, however long what was sent, and is quoted in it, may be.
  static net::Response write_error(const Service& service, Protocol protocol, ApiError error,
                                   const std::string& request_id) {
    if (protocol != service.protocol) error = to_protocol_error(protocol, std::move(error));
    error.message = excerpt(error.message, kMaxMessageBytes);
    return wire_protocol(protocol).write_error(service, error, request_id);
  }

  void finish(Exchange& exchange, const ApiResult<Reply>& result) const {
    const WireProtocol& protocol = wire_protocol(exchange.protocol);
    net::Response response;
    if (result.has_value()) {
      response = protocol.write(*exchange.service, *exchange.operation, *result, exchange.request_id);
    } else {
      response = write_error(*exchange.service, exchange.protocol, result.error(), exchange.request_id);
      // How clients read errors of services that have left the query protocol: by the codes that it had.
      if (exchange.request.headers.contains("x-amzn-query-mode")) {
        const std::string_view fault = response.status < 500 ? ";Sender" : ";Receiver";
        response.headers.add("x-amzn-query-error", result.error().code + std::string(fault));
      }
      if (exchange.request.method == "HEAD") response.body.clear();
    }
    const int status = response.status;
    exchange.responder->send(std::move(response));
    const std::string error = result.has_error() ? result.error().code : std::string{};
    if (exchange.call) {
      log_request(*exchange.call, *exchange.service, *exchange.operation, exchange.began, status, error,
                  "request");
    } else {
      env().log.info("request", {{"service", exchange.service->name},
                                 {"operation", "-"},
                                 {"status", std::to_string(status)},
                                 {"error", error},
                                 {"request_id", exchange.request_id}});
    }
  }

  Task<void> answer_later(Exchange exchange, FaultEffect effect) const {
    const bool reset = effect.reset;
    auto task = runner.run(*exchange.call, *exchange.service, *exchange.operation, std::move(effect), {});
    if (reset) {
      exchange.responder->drop();
      co_return;
    }
    std::optional<ApiResult<Reply>> result;
    try {
      result = co_await std::move(task);
    } catch (...) {
      result =
          to_service_error(*exchange.service, outside_error(env(), *exchange.operation, exchange.request_id));
    }
    finish(exchange, *result);
  }

  ApiResult<Reply> run_for_outside(Exchange& exchange) const {
    try {
      return runner.run_immediate(*exchange.call, *exchange.service, *exchange.operation, {});
    } catch (...) {
      return to_service_error(*exchange.service,
                              outside_error(env(), *exchange.operation, exchange.request_id));
    }
  }

  void answer_request(Exchange& exchange) {
    if (auto prepared = prepare(exchange); prepared.has_error()) {
      finish(exchange, to_service_error(*exchange.service, prepared.error()));
      return;
    }
    FaultEffect effect = draw_faults(faults, exchange.service->name, exchange.operation->name, env().random);
    if (effect.harmless() && std::holds_alternative<RunNow>(exchange.operation->run)) {
      finish(exchange, run_for_outside(exchange));
      return;
    }
    tasks->spawn(answer_later(std::move(exchange), std::move(effect)));
  }

  const Page* find_page(const net::Request& request) const {
    const std::string_view path = request.path();
    if (path.starts_with(kRegistryPath) && is_signed(request)) return nullptr;
    const auto page = std::find_if(pages.begin(), pages.end(), [&](const Page& p) {
      return p.method == request.method && path.substr(0, p.prefix.size()) == p.prefix;
    });
    return page == pages.end() ? nullptr : &*page;
  }

  void dispatch(net::Request&& request, std::shared_ptr<net::Responder> responder) {
    if (auto reason = guard.refusal(request, env().settings.endpoint_url)) {
      env().log.warn("refused", {{"reason", *reason}});
      responder->send(plain_text(403, "refused: " + *reason));
      return;
    }
    if (const Page* page = find_page(request)) {
      page->serve(env(), std::move(request), std::move(responder));
      return;
    }
    if (request.path().substr(0, 10) == "/_sandbox/") {
      responder->send(plain_text(404, "no such page: " + std::string(request.path())));
      return;
    }
    Exchange exchange{std::move(request), std::move(responder), env().scheduler.now(), env().random.uuid()};
    answer_request(exchange);
  }

  // ---- a call from one service to another ----

  Task<ApiResult<Reply>> dispatch_internal(Call call, const Service& service, const Operation& operation,
                                           CommitHook on_commit) const {
    const TimePoint began = call.now();
    FaultEffect effect = draw_faults(faults, service.name, operation.name, env().random);
    if (effect.reset)
      effect.error = ApiError{"ServiceUnavailable", "The connection was reset by a fault rule", 503};
    auto task = runner.run(call, service, operation, std::move(effect), std::move(on_commit));
    auto result = co_await std::move(task);
    const int status = result.has_error() ? result.error().http_status : result->status;
    const std::string error = result.has_error() ? result.error().code : std::string{};
    log_request(call, service, operation, began, status, error, "call");
    co_return result;
  }
};

Gateway::Gateway(std::span<const Service* const> services) : state_{std::make_unique<State>(services)} {}
Gateway::~Gateway() = default;

void Gateway::attach(Environment& environment) {
  state_->environment = &environment;
  prepare_commit_hooks(environment);
}
void Gateway::set_faults(std::vector<FaultRule> rules) { state_->faults = std::move(rules); }
void Gateway::add_page(Page page) { state_->pages.push_back(std::move(page)); }
std::span<const Service* const> Gateway::services() const { return state_->services; }

std::optional<net::Response> Gateway::check_head(const net::Request& head) const {
  try {
    return state_->check_head(head);
  } catch (...) {
    log_defect(state_->env().log, "request's header", std::current_exception());
    return plain_text(500, "internal failure; the sandbox's log has its cause");
  }
}

void Gateway::handle(net::Request&& request, std::shared_ptr<net::Responder> responder) {
  if (!state_->tasks) {
    responder->drop();
    return;
  }
  const auto answer = responder;
  try {
    state_->dispatch(std::move(request), std::move(responder));
  } catch (...) {
    log_defect(state_->env().log, "request", std::current_exception());
    answer->send(plain_text(500, "internal failure; the sandbox's log has its cause"));
  }
}

namespace {

Task<ApiResult<Reply>> fail(ApiError error) { co_return error; }

}  // namespace

Task<ApiResult<Reply>> Gateway::call(const Principal& principal, const aws::Region& region,
                                     std::string_view service, std::string_view operation,
                                     json::object params, std::string body, CommitHook on_commit) {
  const Service* target = find_service(state_->services, service);
  if (!target) return fail(no_such_service(service));
  const auto row = std::find_if(target->operations.begin(), target->operations.end(),
                                [operation](const Operation& o) { return o.name == operation; });
  if (row == target->operations.end()) {
    return fail(aws::not_supported(std::string(service) + ":" + std::string(operation)));
  }
  Environment& env = state_->env();
  Call call{env, principal, region, env.random.uuid(), std::move(params)};
  call.body = std::move(body);
  return state_->dispatch_internal(std::move(call), *target, *row, std::move(on_commit));
}

ApiResult<void> Gateway::authorize(const Principal& principal, const aws::Region& region,
                                   std::string_view action, const Access& access,
                                   std::string_view source_ip) {
  Environment& env = state_->env();
  return sandbox::authorize(env, principal, action, access,
                            RequestContext{region, std::string(source_ip), env.scheduler.now()});
}

void Gateway::spawn(Task<void> task) {
  if (state_->tasks) state_->tasks->spawn(std::move(task));
}

void Gateway::shut_down() { state_->tasks.reset(); }

}  // namespace eni::sandbox
