#include "template/serverless_role.h"

#include <algorithm>

namespace eni::tmpl {
namespace {

/// Managed policies that are not at the top of the path.
constexpr std::string_view kServiceRoles[] = {
    "AWSLambdaBasicExecutionRole",      "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaENIManagementAccess",     "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",        "AWSLambdaRole",
    "AWSLambdaSQSQueueExecutionRole",   "AWSLambdaVPCAccessExecutionRole",
    "AmazonECSTaskExecutionRolePolicy", "AmazonEC2ContainerServiceforEC2Role"};

/// In the partition that the stack is in.
json::object managed_policy(std::string_view name) {
  const std::string path =
      std::ranges::find(kServiceRoles, name) != std::end(kServiceRoles) ? "service-role/" : "";
  return {{"Fn::Sub", "arn:${AWS::Partition}:iam::aws:policy/" + path + std::string(name)}};
}

void add_queue_policy(const json::object& properties, json::array& documents) {
  const json::value* queue = properties.if_contains("DeadLetterQueue");
  if (!queue || !queue->is_object()) return;
  const bool is_topic = text_at(queue->get_object(), "Type") == "SNS";
  json::object statement{{"Action", is_topic ? "sns:Publish" : "sqs:SendMessage"},
                         {"Resource", target_arn_of(*queue)},
                         {"Effect", "Allow"}};
  json::array statements;
  statements.push_back(std::move(statement));
  json::object document{{"Version", "2012-10-17"}};
  document["Statement"] = std::move(statements);
  json::object policy{{"PolicyName", "DeadLetterQueuePolicy"}};
  policy["PolicyDocument"] = std::move(document);
  documents.push_back(std::move(policy));
}

/// Names, ARNs and functions are managed policies; documents are the role's own. Policy templates are not known.
void add_policies(const std::string& function_id, const json::object& properties, json::array& managed,
                  json::array& documents, std::vector<std::string>& problems) {
  const json::value* given = properties.if_contains("Policies");
  if (!given) return;
  json::array list;
  if (given->is_array()) list = given->get_array();
  if (!given->is_array()) list.push_back(*given);
  for (std::size_t at = 0; at < list.size(); ++at) {
    const json::value& policy = list[at];
    if (policy.is_string()) {
      const std::string name = as_text(policy);
      managed.push_back(name.starts_with("arn:") ? json::value(name) : json::value(managed_policy(name)));
    } else if (is_function(policy)) {
      managed.push_back(policy);
    } else if (policy.is_object() && policy.get_object().contains("Statement")) {
      json::object own{{"PolicyName", function_id + "RolePolicy" + std::to_string(at)}};
      own["PolicyDocument"] = policy;
      documents.push_back(std::move(own));
    } else if (policy.is_object() && policy.get_object().size() == 1) {
      problems.push_back("The policy template " + std::string(policy.get_object().begin()->key()) +
                         " is not supported by the sandbox.");
    } else {
      problems.push_back("Policy at index " + std::to_string(at) +
                         " in the 'Policies' property is not valid");
    }
  }
}

}  // namespace

ServerlessRole serverless_role(const std::string& function_id, const json::object& properties) {
  ServerlessRole made;
  json::object& role = made.properties;
  if (const json::value* document = properties.if_contains("AssumeRolePolicyDocument")) {
    role["AssumeRolePolicyDocument"] = *document;
  } else {
    role["AssumeRolePolicyDocument"] = *parse_json(
        R"({"Version": "2012-10-17", "Statement": [{"Action": ["sts:AssumeRole"], "Effect": "Allow",
            "Principal": {"Service": ["lambda.amazonaws.com"]}}]})");
  }
  json::array managed;
  managed.push_back(managed_policy("AWSLambdaBasicExecutionRole"));
  if (properties.contains("Tracing")) managed.push_back(managed_policy("AWSXrayWriteOnlyAccess"));
  if (properties.contains("VpcConfig")) managed.push_back(managed_policy("AWSLambdaVPCAccessExecutionRole"));
  json::array documents;
  add_queue_policy(properties, documents);
  add_policies(function_id, properties, managed, documents, made.problems);
  role["ManagedPolicyArns"] = std::move(managed);
  if (const json::value* path = properties.if_contains("RolePath")) role["Path"] = *path;
  if (!documents.empty()) role["Policies"] = std::move(documents);
  if (const json::value* boundary = properties.if_contains("PermissionsBoundary"))
    role["PermissionsBoundary"] = *boundary;
  return made;
}

bool is_function(const json::value& value) {
  const json::object* object = value.if_object();
  return object && object->size() == 1 &&
         (object->begin()->key() == "Ref" || object->begin()->key().starts_with("Fn::"));
}

json::value target_arn_of(const json::value& dead_letter_queue) {
  if (!dead_letter_queue.is_object()) return dead_letter_queue;
  const json::value* arn = dead_letter_queue.get_object().if_contains("TargetArn");
  return arn ? *arn : json::value{};
}

}  // namespace eni::tmpl
