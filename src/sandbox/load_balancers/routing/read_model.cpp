#include "sandbox/load_balancers/routing/read_model.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace eni::sandbox::load_balancers {
namespace {

constexpr std::pair<std::string_view, ConditionField> kFields[] = {
    {"host-header", ConditionField::kHostHeader},   {"path-pattern", ConditionField::kPathPattern},
    {"http-header", ConditionField::kHttpHeader},   {"http-request-method", ConditionField::kRequestMethod},
    {"query-string", ConditionField::kQueryString}, {"source-ip", ConditionField::kSourceIp},
};

constexpr std::string_view kConfigs[] = {"HostHeaderConfig",        "PathPatternConfig", "HttpHeaderConfig",
                                         "HttpRequestMethodConfig", "QueryStringConfig", "SourceIpConfig"};

/// Header that the listener attribute routing.http.response.NAME.header_value sets.
constexpr std::pair<std::string_view, std::string_view> kResponseHeaders[] = {
    {"strict_transport_security", "Strict-Transport-Security"},
    {"access_control_allow_origin", "Access-Control-Allow-Origin"},
    {"access_control_allow_methods", "Access-Control-Allow-Methods"},
    {"access_control_allow_headers", "Access-Control-Allow-Headers"},
    {"access_control_allow_credentials", "Access-Control-Allow-Credentials"},
    {"access_control_expose_headers", "Access-Control-Expose-Headers"},
    {"access_control_max_age", "Access-Control-Max-Age"},
    {"content_security_policy", "Content-Security-Policy"},
    {"x_content_type_options", "X-Content-Type-Options"},
    {"x_frame_options", "X-Frame-Options"},
};

std::int64_t number_or(const json::object& object, std::string_view key, std::int64_t fallback) {
  return parse_integer(scalar_text_at(object, key)).value_or(fallback);
}

bool is_on(const json::object& attributes, std::string_view name, bool fallback = false) {
  const std::string text = scalar_text_at(attributes, name);
  return text.empty() ? fallback : text == "true";
}

/// Of one anywhere in a text: the engine matches whole ones.
Result<RegularExpression> compile_anywhere(const std::string& expression) {
  return RegularExpression::compile("[\\s\\S]*(?:" + expression + ")[\\s\\S]*");
}

void add_block(Condition& condition, const std::string& text) {
  if (const auto block = vpc::Cidr4::parse(text)) condition.blocks.push_back(*block);
  if (const auto block = vpc::Cidr6::parse(text)) condition.blocks6.push_back(*block);
}

Forward read_forward(const json::object& action) {
  const json::object& config = object_at(action, "ForwardConfig");
  Forward forward;
  for (const json::value& tuple : array_at(config, "TargetGroups"))
    forward.groups.push_back({text_at(tuple, "TargetGroupArn"), number_or(tuple.as_object(), "Weight", 1)});
  if (forward.groups.empty()) forward.groups.push_back({text_at(action, "TargetGroupArn"), 1});
  const json::object& stickiness = object_at(config, "TargetGroupStickinessConfig");
  if (is_on(stickiness, "Enabled")) forward.stickiness = Seconds{number_or(stickiness, "DurationSeconds", 1)};
  return forward;
}

Redirect read_redirect(const json::object& config) {
  Redirect redirect;
  const std::pair<std::string_view, std::string*> members[] = {{"Protocol", &redirect.protocol},
                                                               {"Host", &redirect.host},
                                                               {"Port", &redirect.port},
                                                               {"Path", &redirect.path},
                                                               {"Query", &redirect.query}};
  for (const auto& [name, member] : members)
    if (config.contains(name)) *member = scalar_text_at(config, name);
  redirect.status = text_at(config, "StatusCode") == "HTTP_301" ? 301 : 302;
  return redirect;
}

Rule read_rule(const ServedRule& served, std::vector<std::string>& problems) {
  Rule rule{served.arn, {}, read_action(served.actions)};
  const auto refuse = [&](const std::string& what) {
    rule.action = Unsupported{what};
    problems.push_back("rule " + served.arn + ": " + what);
  };
  if (const auto* unsupported = std::get_if<Unsupported>(&rule.action))
    refuse(std::string(unsupported->what));
  if (!served.transforms.empty()) refuse("transforms are not carried out");
  for (const json::value& each : served.conditions) {
    auto condition = read_condition(each.as_object());
    if (condition.has_error()) {
      // With no value at all it never holds: requests that were meant for other rules go there.
      problems.push_back("rule " + served.arn + ": " + condition.error().message);
      condition = Condition{};
    }
    rule.conditions.push_back(*std::move(condition));
  }
  return rule;
}

Listener read_listener(const sandbox::ServedListener& served, std::vector<std::string>& problems) {
  Listener listener;
  listener.arn = served.arn;
  listener.port = static_cast<std::uint16_t>(served.port);
  listener.protocol = text_at(served.document, "Protocol") == "HTTP" ? Protocol::kHttp : Protocol::kTcp;
  listener.tcp_idle_timeout = Seconds{number_or(served.attributes, "tcp.idle_timeout.seconds", 350)};
  listener.tells_server = is_on(served.attributes, "routing.http.response.server.enabled", true);
  for (const auto& [name, header] : kResponseHeaders) {
    std::string value =
        scalar_text_at(served.attributes, "routing.http.response." + std::string(name) + ".header_value");
    if (!value.empty()) listener.headers.emplace_back(header, std::move(value));
  }
  for (const ServedRule& rule : served.rules) listener.rules.push_back(read_rule(rule, problems));
  return listener;
}

TargetState read_state(std::string_view text) {
  if (text == "healthy") return TargetState::kHealthy;
  if (text == "unhealthy") return TargetState::kUnhealthy;
  if (text == "draining") return TargetState::kDraining;
  return text == "initial" ? TargetState::kInitial : TargetState::kUnused;
}

Stickiness read_stickiness(const json::object& attributes) {
  if (!is_on(attributes, "stickiness.enabled")) return Stickiness::kNone;
  const std::string type = text_at(attributes, "stickiness.type");
  if (type == "app_cookie") return Stickiness::kAppCookie;
  return type == "lb_cookie" ? Stickiness::kLbCookie : Stickiness::kSourceIp;
}

HealthCheck read_check(const json::object& group) {
  HealthCheck check;
  check.protocol =
      text_at(group, "HealthCheckProtocol") == "HTTP" ? CheckProtocol::kHttp : CheckProtocol::kTcp;
  if (const auto port = parse_integer(scalar_text_at(group, "HealthCheckPort")))
    check.port = static_cast<std::uint16_t>(*port);
  if (const auto path = text_at(group, "HealthCheckPath"); !path.empty()) check.path = path;
  if (const auto codes = scalar_text_at(object_at(group, "Matcher"), "HttpCode"); !codes.empty())
    check.codes = read_codes(codes);
  check.interval = Seconds{number_or(group, "HealthCheckIntervalSeconds", 30)};
  check.timeout = Seconds{number_or(group, "HealthCheckTimeoutSeconds", 5)};
  check.healthy_threshold = static_cast<int>(number_or(group, "HealthyThresholdCount", 5));
  check.unhealthy_threshold = static_cast<int>(number_or(group, "UnhealthyThresholdCount", 2));
  return check;
}

std::string problem_of(const json::object& group) {
  const std::string protocol = text_at(group, "Protocol");
  const std::string version = text_at(group, "ProtocolVersion");
  if (protocol == "HTTPS" || protocol == "TLS") return "targets are not spoken to by TLS";
  if (!version.empty() && version != "HTTP1") return "targets are not spoken to by " + version;
  if (text_at(group, "HealthCheckProtocol") == "HTTPS") return "health checks do not speak TLS";
  const std::string type = text_at(group, "TargetType");
  if (type != "instance" && type != "ip") return "targets of the type " + type + " are not called";
  return "";
}

ForwardedFor read_forwarded_for(const json::object& attributes) {
  const std::string mode = text_at(attributes, "routing.http.xff_header_processing.mode");
  if (mode == "remove") return ForwardedFor::kRemove;
  return mode == "preserve" ? ForwardedFor::kPreserve : ForwardedFor::kAppend;
}

}  // namespace

std::vector<CodeRange> read_codes(std::string_view text) {
  std::vector<CodeRange> codes;
  for (const std::string& part : split(text, ',')) {
    const auto ends = split(part, '-');
    codes.push_back({static_cast<int>(parse_integer(ends.front()).value_or(0)),
                     static_cast<int>(parse_integer(ends.back()).value_or(0))});
  }
  return codes;
}

Result<Condition> read_condition(const json::object& condition) {
  Condition read;
  const std::string name = text_at(condition, "Field");
  const auto* field =
      std::ranges::find(kFields, std::string_view{name}, &std::pair<std::string_view, ConditionField>::first);
  if (field == std::end(kFields)) return Error{"conditions of the field " + name + " are not known", ""};
  read.field = field->second;
  const json::object& config = object_at(condition, kConfigs[field - std::begin(kFields)]);
  read.header = text_at(config, "HttpHeaderName");
  if (read.field == ConditionField::kQueryString) {
    for (const json::value& pair : array_at(config, "Values"))
      read.query.push_back({text_at(pair, "Key"), text_at(pair, "Value")});
    return read;
  }
  auto values = texts_at(config, "Values");
  if (config.empty()) values = texts_at(condition, "Values");
  if (read.field == ConditionField::kSourceIp) {
    for (const std::string& value : values) add_block(read, value);
    return read;
  }
  read.values = std::move(values);
  for (const std::string& text : texts_at(config, "RegexValues")) {
    ENI_TRY(auto expression, compile_anywhere(text));
    read.expressions.push_back(std::move(expression));
  }
  return read;
}

Action read_action(const json::array& actions) {
  if (actions.empty()) return Unsupported{"there is no action"};
  const json::object& last = actions.back().as_object();
  const std::string first = text_at(actions.front(), "Type");
  if (actions.size() > 1) return Unsupported{"actions of the type " + first + " are not carried out"};
  if (first == "forward") return read_forward(last);
  if (first == "redirect") return read_redirect(object_at(last, "RedirectConfig"));
  if (first != "fixed-response") return Unsupported{"actions of the type " + first + " are not carried out"};
  const json::object& config = object_at(last, "FixedResponseConfig");
  return FixedResponse{static_cast<int>(number_or(config, "StatusCode", 200)), text_at(config, "ContentType"),
                       text_at(config, "MessageBody")};
}

TargetGroup read_target_group(const ServedTargetGroup& served) {
  TargetGroup group;
  group.arn = served.arn;
  group.protocol = text_at(served.document, "Protocol") == "HTTP" ? Protocol::kHttp : Protocol::kTcp;
  group.problem = problem_of(served.document);
  const std::string algorithm = text_at(served.attributes, "load_balancing.algorithm.type");
  if (algorithm == "least_outstanding_requests") group.algorithm = Algorithm::kLeastOutstandingRequests;
  if (algorithm == "weighted_random") group.algorithm = Algorithm::kWeightedRandom;
  group.stickiness = read_stickiness(served.attributes);
  group.app_cookie = text_at(served.attributes, "stickiness.app_cookie.cookie_name");
  group.stickiness_duration =
      Seconds{number_or(served.attributes,
                        group.stickiness == Stickiness::kAppCookie ? "stickiness.app_cookie.duration_seconds"
                                                                   : "stickiness.lb_cookie.duration_seconds",
                        86400)};
  group.check = read_check(served.document);
  for (const ServedTarget& target : served.targets)
    group.targets.push_back(
        {target.id, static_cast<std::uint16_t>(target.port), target.address, read_state(target.state)});
  return group;
}

LoadBalancer read_load_balancer(const ServedLoadBalancer& served) {
  LoadBalancer balancer;
  balancer.arn = served.arn;
  balancer.vpc = text_at(served.document, "VpcId");
  balancer.dns_name = to_lower(text_at(served.document, "DNSName"));
  balancer.addresses = served.addresses;
  balancer.has_groups = !array_at(served.document, "SecurityGroups").empty();
  balancer.is_application = text_at(served.document, "Type") != "network";
  const json::object& attributes = served.attributes;
  balancer.idle_timeout = Seconds{number_or(attributes, "idle_timeout.timeout_seconds", 60)};
  balancer.client_keep_alive = Seconds{number_or(attributes, "client_keep_alive.seconds", 3600)};
  balancer.forwarded_for = read_forwarded_for(attributes);
  balancer.adds_client_port = is_on(attributes, "routing.http.xff_client_port.enabled");
  balancer.preserves_host = is_on(attributes, "routing.http.preserve_host_header.enabled");
  balancer.drops_invalid_headers = is_on(attributes, "routing.http.drop_invalid_header_fields.enabled");
  for (const sandbox::ServedListener& listener : served.listeners) {
    const std::string protocol = text_at(listener.document, "Protocol");
    if (protocol == "HTTP" || protocol == "TCP") {
      balancer.listeners.push_back(read_listener(listener, balancer.problems));
    } else {
      balancer.problems.push_back("port " + std::to_string(listener.port) + ": " + protocol +
                                  " listeners are not served");
    }
  }
  for (const ServedTargetGroup& each : served.target_groups) {
    TargetGroup group = read_target_group(each);
    if (!group.problem.empty()) balancer.problems.push_back(group.arn + ": " + group.problem);
    balancer.groups.emplace(each.arn, std::move(group));
  }
  return balancer;
}

}  // namespace eni::sandbox::load_balancers
