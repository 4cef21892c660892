#include "template/serverless.h"

#include <algorithm>

#include "base/text.h"
#include "template/serverless_role.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kPrefix = "AWS::Serverless::";

/// Properties of a function that Lambda's own resource has alike.
constexpr std::string_view kSameInLambda[] = {"PackageType",
                                              "Description",
                                              "FunctionName",
                                              "Handler",
                                              "Runtime",
                                              "Timeout",
                                              "MemorySize",
                                              "VpcConfig",
                                              "Environment",
                                              "KmsKeyArn",
                                              "Layers",
                                              "ReservedConcurrentExecutions",
                                              "SnapStart",
                                              "EphemeralStorage",
                                              "FileSystemConfigs",
                                              "Architectures",
                                              "ImageConfig",
                                              "LoggingConfig",
                                              "CodeSigningConfigArn"};
/// Those that become something else.
constexpr std::string_view kOfServerless[] = {"CodeUri",
                                              "InlineCode",
                                              "ImageUri",
                                              "Role",
                                              "Policies",
                                              "AssumeRolePolicyDocument",
                                              "RolePath",
                                              "Tags",
                                              "PermissionsBoundary",
                                              "Tracing",
                                              "DeadLetterQueue",
                                              "EventInvokeConfig"};
/// What EventInvokeConfig has in common with Lambda's own resource. DestinationConfig makes queues and policies in SAM.
constexpr std::string_view kOfEventInvokeConfig[] = {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"};
constexpr std::string_view kOfApplication[] = {"Location", "Parameters", "Tags", "NotificationARNs",
                                               "TimeoutInMinutes"};
/// Of a resource, beside its properties.
constexpr std::string_view kKept[] = {"DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy",
                                      "Metadata"};
template <std::size_t size>
bool contains(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

json::object get_att(const std::string& resource, const char* attribute) {
  json::array path;
  path.emplace_back(resource);
  path.emplace_back(attribute);
  json::object out;
  out["Fn::GetAtt"] = std::move(path);
  return out;
}

/// The values of a resource on top of the global ones: maps are merged, lists joined.
json::value merged(const json::value& global, const json::value& own) {
  if (is_function(global) || is_function(own)) return own;
  if (global.is_array() && own.is_array()) {
    json::array all = global.get_array();
    for (const json::value& element : own.get_array()) all.push_back(element);
    return all;
  }
  if (!global.is_object() || !own.is_object()) return own;
  json::object all = global.get_object();
  for (const auto& [key, value] : own.get_object()) {
    const json::value* before = all.if_contains(key);
    all[key] = before ? merged(json::value(*before), value) : value;
  }
  return all;
}

Node node_of(const json::value& value, const Position& position) {
  Node node;
  node.position = position;
  if (const json::object* object = value.if_object()) {
    node.kind = Node::Kind::kMap;
    for (const auto& [key, member] : *object)
      node.members.push_back({std::string(key), position, node_of(member, position)});
  } else if (const json::array* array = value.if_array()) {
    node.kind = Node::Kind::kList;
    for (const json::value& item : *array) node.items.push_back(node_of(item, position));
  } else {
    node.kind = value.is_string() ? Node::Kind::kString
                : value.is_bool() ? Node::Kind::kBool
                : value.is_null() ? Node::Kind::kNull
                                  : Node::Kind::kNumber;
    node.text = value.is_null() ? "" : scalar_text(value);
  }
  return node;
}

class Expander {
 public:
  explicit Expander(const Node& root) : root_{root} {}

  TemplateResult<Node> run() {
    read_globals();
    Node out = root_;
    out.by_key.clear();
    std::erase_if(out.members, [](const Member& member) { return member.key == "Globals"; });
    for (Member& section : out.members) {
      if (section.key == "Resources" && section.value.is_map()) expand_all(section.value);
    }
    if (!causes_.empty()) return failure();
    return out;
  }

 private:
  TemplateError failure() const {
    return {
        "Transform " + std::string(kServerless) +
            " failed with: Invalid Serverless Application Specification document. Number of errors found: " +
            std::to_string(causes_.size()) + ". " + join(causes_, " "),
        place_};
  }

  void note(const Position& position, std::string cause) {
    if (causes_.empty()) place_ = position;
    causes_.push_back(std::move(cause));
  }

  void invalid(const std::string& why) {
    note(position_, "Resource with id [" + id_ + "] is invalid. " + why);
  }

  void read_globals() {
    const Node* section = root_.find("Globals");
    if (!section) return;
    if (!section->is_map())
      return note(section->position, "'Globals' section is invalid. It must be a non-empty dictionary");
    for (const Member& type : section->members) {
      if (type.key != "Function" || !type.value.is_map()) {
        note(type.key_position,
             "'Globals' section is invalid. '" + type.key + "' is not supported by the sandbox");
        continue;
      }
      for (const Member& property : type.value.members) {
        if (contains(kSameInLambda, property.key) || contains(kOfServerless, property.key)) continue;
        note(property.key_position, "'Globals' section is invalid. '" + property.key +
                                        "' of 'Function' is not supported by the sandbox");
      }
      globals_ = to_json(type.value).as_object();
    }
  }

  void expand_all(Node& resources) {
    std::vector<Member> out;
    for (Member& resource : resources.members) {
      const Node* type = resource.value.find("Type");
      if (!type || !type->text.starts_with(kPrefix)) {
        out.push_back(std::move(resource));
        continue;
      }
      id_ = resource.key;
      position_ = resource.key_position;
      const json::object given = to_json(resource.value).as_object();
      json::object made;
      if (type->text == "AWS::Serverless::Function") {
        made = function(given);
      } else if (type->text == "AWS::Serverless::Application") {
        made = application(given);
      } else {
        invalid("The type " + type->text + " is not supported by the sandbox.");
      }
      for (const auto& [logical_id, value] : made)
        out.push_back({std::string(logical_id), position_, node_of(value, position_)});
    }
    resources.members = std::move(out);
    resources.by_key.clear();
  }

  json::object kept(const json::object& given, std::string_view type) const {
    json::object out{{"Type", type}};
    for (const std::string_view name : kKept)
      if (const json::value* value = given.if_contains(name)) out[name] = *value;
    return out;
  }

  json::array tags_of(const json::object& properties) {
    json::array tags;
    const auto add = [&tags](std::string_view key, const json::value& value) {
      tags.push_back(json::object{{"Key", key}, {"Value", value}});
    };
    add("lambda:createdBy", json::value("SAM"));
    const json::value* given = properties.if_contains("Tags");
    if (given && !given->is_object()) invalid("Type of property 'Tags' is invalid.");
    if (given && given->is_object())
      for (const auto& [key, value] : given->get_object()) add(key, value);
    return tags;
  }

  template <std::size_t size, std::size_t others>
  void check_names(const json::object& properties, std::string_view type,
                   const std::string_view (&known)[size], const std::string_view (&known_too)[others]) {
    for (const auto& [name, value] : properties) {
      if (contains(known, name) || contains(known_too, name)) continue;
      invalid("property " + std::string(name) + " of resource of type " + std::string(type) +
              " is not supported by the sandbox");
    }
  }

  // ---- AWS::Serverless::Application ----

  json::object application(const json::object& given) {
    const json::object& properties = object_at(given, "Properties");
    check_names(properties, "AWS::Serverless::Application", kOfApplication, kOfApplication);
    const json::value* location = properties.if_contains("Location");
    json::object stack;
    if (!location) {
      invalid("Resource is missing the required [Location] property.");
    } else if (location->is_object() && !is_function(*location)) {
      check_repository(location->get_object());
    } else {
      stack["TemplateURL"] = *location;
    }
    for (const char* name : {"Parameters", "NotificationARNs", "TimeoutInMinutes"})
      if (const json::value* value = properties.if_contains(name)) stack[name] = *value;
    stack["Tags"] = tags_of(properties);
    json::object resource = kept(given, "AWS::CloudFormation::Stack");
    resource["Properties"] = std::move(stack);
    return {{id_, std::move(resource)}};
  }

  void check_repository(const json::object& location) {
    for (const char* name : {"ApplicationId", "SemanticVersion"}) {
      if (!location.contains(name))
        return invalid("Resource is missing the required [" + std::string(name) + "] property.");
    }
    invalid("The Serverless Application Repository is not supported by the sandbox.");
  }

  // ---- AWS::Serverless::Function ----

  json::object function(const json::object& given) {
    const json::value whole = merged(json::value(globals_), json::value(object_at(given, "Properties")));
    const json::object& properties = whole.as_object();
    check_names(properties, "AWS::Serverless::Function", kSameInLambda, kOfServerless);
    json::object lambda;
    lambda["Code"] = code_of(properties);
    for (const std::string_view name : kSameInLambda)
      if (const json::value* value = properties.if_contains(name)) lambda[name] = *value;
    if (text_at(properties, "PackageType") != "Image" &&
        !(properties.contains("Runtime") && properties.contains("Handler")))
      invalid("Runtime and Handler needs to be present when PackageType is of type `Zip`");
    if (const json::value* mode = properties.if_contains("Tracing"))
      lambda["TracingConfig"] = json::object{{"Mode", *mode}};
    if (const json::value* queue = properties.if_contains("DeadLetterQueue"))
      lambda["DeadLetterConfig"] = json::object{{"TargetArn", target_arn_of(*queue)}};
    lambda["Tags"] = tags_of(properties);

    json::object made;
    json::object resource = kept(given, "AWS::Lambda::Function");
    const json::value* role = properties.if_contains("Role");
    if (role) lambda["Role"] = *role;
    if (!role) lambda["Role"] = get_att(id_ + "Role", "Arn");
    resource["Properties"] = std::move(lambda);
    made[id_] = std::move(resource);
    if (!role) made[id_ + "Role"] = role_of(given, properties);
    if (properties.contains("EventInvokeConfig"))
      made[id_ + "EventInvokeConfig"] =
          event_invoke_config(given, object_at(properties, "EventInvokeConfig"));
    return made;
  }

  /// A resource that comes with a function, without its properties.
  static json::object made_beside(const json::object& function, std::string_view type) {
    json::object out{{"Type", type}};
    for (const char* name : {"Condition", "DeletionPolicy", "UpdateReplacePolicy"})
      if (const json::value* value = function.if_contains(name)) out[name] = *value;
    return out;
  }

  json::object role_of(const json::object& given, const json::object& properties) {
    ServerlessRole role = serverless_role(id_, properties);
    for (const std::string& problem : role.problems) invalid(problem);
    role.properties["Tags"] = tags_of(properties);
    json::object resource = made_beside(given, "AWS::IAM::Role");
    resource["Properties"] = std::move(role.properties);
    return resource;
  }

  json::object event_invoke_config(const json::object& given, const json::object& config) {
    check_names(config, "AWS::Serverless::Function EventInvokeConfig", kOfEventInvokeConfig,
                kOfEventInvokeConfig);
    json::object own = config;
    own["FunctionName"] = json::object{{"Ref", id_}};
    own["Qualifier"] = "$LATEST";
    json::object resource = made_beside(given, "AWS::Lambda::EventInvokeConfig");
    resource["Properties"] = std::move(own);
    return resource;
  }

  json::value code_of(const json::object& properties) {
    const json::value* uri = properties.if_contains("CodeUri");
    const json::value* text = properties.if_contains("InlineCode");
    if (const json::value* image = properties.if_contains("ImageUri"))
      return json::object{{"ImageUri", *image}};
    if (text) return json::object{{"ZipFile", *text}};
    if (!uri) {
      invalid("Only one of 'InlineCode' or 'CodeUri' can be set.");
      return {};
    }
    return uri->is_object() ? code_in(uri->get_object()) : code_at(scalar_text(*uri));
  }

  static json::object code_in(const json::object& location) {
    json::object code;
    for (const auto& [name, lambda_name] : {std::pair{"Bucket", "S3Bucket"}, std::pair{"Key", "S3Key"},
                                            std::pair{"Version", "S3ObjectVersion"}})
      if (const json::value* value = location.if_contains(name)) code[lambda_name] = *value;
    return code;
  }

  /// "s3://bucket/key?versionId=…"
  json::value code_at(std::string_view uri) {
    constexpr std::string_view kScheme = "s3://";
    const std::string_view path = uri.starts_with(kScheme) ? uri.substr(kScheme.size()) : std::string_view{};
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == path.size()) {
      invalid(
          "'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query "
          "parameter.");
      return {};
    }
    constexpr std::string_view kVersion = "?versionId=";
    const std::size_t version = path.find(kVersion);
    json::object code{{"S3Bucket", path.substr(0, slash)},
                      {"S3Key", path.substr(slash + 1, version - slash - 1)}};
    if (version == std::string_view::npos) {
      code["S3Key"] = path.substr(slash + 1);
    } else {
      code["S3ObjectVersion"] = path.substr(version + kVersion.size());
    }
    return code;
  }

  const Node& root_;
  json::object globals_;
  std::string id_;
  Position position_;
  std::vector<std::string> causes_;
  Position place_;
};

}  // namespace

TemplateResult<Document> expand_serverless(const Document& document) {
  ENI_TRY(Node root, Expander(*document.root).run());
  index_keys(root);
  Document out = document;
  out.root = std::make_shared<const Node>(std::move(root));
  return out;
}

}  // namespace eni::tmpl
