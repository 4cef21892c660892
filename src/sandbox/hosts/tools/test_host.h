#pragma once
/// A host for tests of its tools: an instance in a store in memory, services of AWS that answer from a few lines, and ToolCall's
/// twin, whose files are a map.
#include <map>
#include <optional>

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/gateway/test_sandbox.h"
#include "sandbox/hosts/tools/host_tool.h"
#include "sandbox/store/ec2_repository.h"

namespace eni::sandbox::hosts::tools {

namespace test_services {

inline constexpr std::string_view kAccount = "111122223333";

inline ApiResult<Reply> get_instance_profile(Call&) {
  json::array roles{json::object{{"RoleName", "host"}, {"Arn", "arn:aws:iam::111122223333:role/host"}}};
  return Reply{json::object{
      {"InstanceProfile", json::object{{"InstanceProfileId", "AIPA1"}, {"Roles", std::move(roles)}}}}};
}

inline ApiResult<Reply> assume_role(Call& call) {
  json::object credentials{{"AccessKeyId", "ASIA" + call.random().text(16, kUpperAlphanumeric)},
                           {"SecretAccessKey", "secret"},
                           {"SessionToken", "token"},
                           {"Expiration", iso8601(call.now() + std::chrono::hours{1})}};
  return Reply{
      json::object{{"Credentials", std::move(credentials)},
                   {"AssumedRoleUser", json::object{{"Arn", "arn:aws:sts::111122223333:assumed-role/host/" +
                                                                call.params.text_or("RoleSessionName", "")},
                                                    {"AssumedRoleId", "AROA1:host"}}}}};
}

inline ApiResult<Reply> get_caller_identity(Call& call) {
  return Reply{json::object{{"UserId", call.principal.user_id},
                            {"Account", call.principal.account.value},
                            {"Arn", call.principal.arn}}};
}

inline ApiResult<Reply> put_account_setting(Call& call) {
  if (call.params.text_or("name", "") == "nonsense")
    return ApiError{"InvalidParameterException", "Invalid identifier. "};
  return Reply{json::object{{"setting", json::object{{"name", call.params.text_or("name", "")},
                                                     {"value", call.params.text_or("value", "")},
                                                     {"principalArn", call.principal.identity_arn},
                                                     {"region", call.region.value}}}}};
}

/// Two pages.
inline ApiResult<Reply> list_clusters(Call& call) {
  if (call.params.has("nextToken")) return Reply{json::object{{"clusterArns", json::array{"arn:c"}}}};
  return Reply{json::object{{"clusterArns", json::array{"arn:a", "arn:b"}}, {"nextToken", "2"}}};
}

/// Shows what arrived.
inline ApiResult<Reply> create_cluster(Call& call) {
  return Reply{json::object{{"cluster", json::object{{"clusterName", json::serialize(call.params.all())}}}}};
}

/// With the attributes that were asked for.
inline ApiResult<Reply> register_container_instance(Call& call) {
  return Reply{json::object{
      {"containerInstance",
       json::object{{"containerInstanceArn", "arn:aws:ecs:us-east-1:111122223333:container-instance/web/1"},
                    {"attributes", array_at(call.params.all(), "attributes")}}}}};
}

/// RUNNING from the third call on.
inline ApiResult<Reply> describe_tasks(Call& call) {
  call.env.store.database().execute("CREATE TABLE IF NOT EXISTS asked (x TEXT)");
  sqlite::Statement insert{call.env.store.database(), "INSERT INTO asked VALUES ('1')"};
  insert.run();
  sqlite::Statement count{call.env.store.database(), "SELECT count(*) FROM asked"};
  count.query().step();
  const std::int64_t asked = count.integer(0);
  return Reply{json::object{
      {"failures", json::array{}},
      {"tasks",
       json::array{json::object{{"taskArn", "arn:t"},
                                {"taskDefinitionArn", "arn:aws:ecs:us-east-1:1:task-definition/app:7"},
                                {"lastStatus", asked < 3 ? "PENDING" : "RUNNING"}}}}}};
}

inline ApiResult<Reply> list_tasks(Call&) { return Reply{json::object{{"taskArns", json::array{"arn:t"}}}}; }

inline ApiResult<Reply> get_parameter(Call& call) {
  if (call.params.text_or("Name", "") != "/cluster") return ApiError{"ParameterNotFound", ""};
  return Reply{json::object{
      {"Parameter",
       json::object{
           {"Name", "/cluster"}, {"Value", "web"}, {"Version", 1}, {"LastModifiedDate", 1700000000.25}}}}};
}

inline ApiResult<Reply> describe_tags(Call& call) {
  const auto filters = call.params.objects("Filter");
  json::array tags;
  if (filters && !filters->empty() && find(filters->front(), "Value"))
    tags.push_back(json::object{{"key", "Cluster"}, {"value", "web"}, {"resourceId", "i-1"}});
  return Reply{json::object{{"tagSet", std::move(tags)}}};
}

/// Shows what arrived.
inline ApiResult<Reply> refuse(Call& call) { return ApiError{"Seen", json::serialize(call.params.all())}; }

inline ApiResult<Reply> get_object(Call& call) {
  if (call.params.text_or("Key", "") != "ecs.config")
    return ApiError{"NoSuchKey", "The key does not exist.", 404};
  return Reply::raw("ECS_CLUSTER=web\n", "text/plain");
}

inline ApiResult<Reply> put_object(Call& call) {
  return ApiError{"Seen", call.params.text_or("Key", "") + "=" + call.body};
}

inline ApiResult<Reply> list_objects(Call&) {
  json::array contents{
      json::object{{"Key", "ecs.config"}, {"Size", 16}, {"LastModified", "2026-01-02T03:04:05.000Z"}}};
  return Reply{
      json::object{{"ListBucketResult", json::object{{"Name", "b"}, {"Contents", std::move(contents)}}}}};
}

/// cfn-init's metadata.
inline ApiResult<Reply> describe_stack_resource(Call& call) {
  if (call.params.text_or("LogicalResourceId", "") != "Host")
    return ApiError{"ValidationError", "Resource does not exist"};
  static constexpr std::string_view kMetadata = R"({"AWS::CloudFormation::Init": {
    "configSets": {"default": ["first", {"ConfigSet": "more"}], "more": ["second"], "bad": ["third"], "loop": [{"ConfigSet": "loop"}]},
    "first": {"packages": {"yum": {"ecs-init": []}},
              "files": {"/etc/ecs/ecs.config": {"content": "ECS_CLUSTER={{c}}\n", "context": {"c": "web"}, "mode": "000600"},
                        "/etc/x.json": {"content": {"a": 1}}}},
    "second": {"commands": {"02_b": {"command": "echo b"}, "01_a": {"command": ["echo", "it's"], "env": {"A": "1"}, "cwd": "/tmp"},
                            "03_c": {"command": "false", "ignoreErrors": true}, "04_d": {"command": "echo d", "test": "false"}},
               "services": {"sysvinit": {"docker": {"enabled": true, "ensureRunning": true}}}},
    "third": {"commands": {"x": {"command": "false"}}}}})";
  return Reply{json::object{{"StackResourceDetail", json::object{{"Metadata", kMetadata}}}}};
}

/// The host is a resource of stack S.
inline ApiResult<Reply> describe_stack_resources(Call& call) {
  if (call.params.text_or("PhysicalResourceId", "") != "i-1") return ApiError{"ValidationError", "no stack"};
  return Reply{
      json::object{{"StackResources", json::array{json::object{{"StackName", "S"}, {"StackId", "arn:S"}}}}}};
}

inline ApiResult<Reply> signal_resource(Call& call) {
  return ApiError{"Seen", call.principal.arn + " " + json::serialize(call.params.all())};
}

inline const Operation kIamOperations[] = {
    {"GetInstanceProfile", kNoAuthorization, get_instance_profile, "*"}};
inline const Operation kStsOperations[] = {{"AssumeRole", kNoAuthorization, assume_role, "*"},
                                           {"GetCallerIdentity", kNoAuthorization, get_caller_identity}};
inline const Operation kEcsOperations[] = {
    {"PutAccountSetting", kNoAuthorization, put_account_setting, "*"},
    {"ListClusters", kNoAuthorization, list_clusters, "*"},
    {"CreateCluster", kNoAuthorization, create_cluster, "*"},
    {"RegisterContainerInstance", kNoAuthorization, register_container_instance, "*"},
    {"ListTasks", kNoAuthorization, list_tasks, "*"},
    {"DescribeTasks", kNoAuthorization, describe_tasks, "*"}};
inline const Operation kSsmOperations[] = {{"GetParameter", kNoAuthorization, get_parameter, "*"}};
inline const Operation kEc2Operations[] = {{"DescribeTags", kNoAuthorization, describe_tags, "*"},
                                           {"ModifyInstanceAttribute", kNoAuthorization, refuse, "*"}};
inline const Operation kS3Operations[] = {
    {"ListObjectsV2",
     kNoAuthorization,
     list_objects,
     "*",
     {.iam_action = "s3:ListBucket", .route = "GET /{Bucket}?list-type"}},
    {"GetObject", kNoAuthorization, get_object, "*"},
    {"HeadObject", kNoAuthorization, get_object, "*", {.iam_action = "s3:GetObject"}},
    {"PutObject", kNoAuthorization, put_object, "*"}};
inline const Operation kCloudFormationOperations[] = {
    {"DescribeStackResource", kNoAuthorization, describe_stack_resource, "*"},
    {"SignalResource", kNoAuthorization, signal_resource, "*"},
    {"DescribeStackResources", kNoAuthorization, describe_stack_resources, "*"}};

inline const sandbox::Service kIam{"iam", "IAM", Protocol::kQuery, "2010-05-08", "x", {}, kIamOperations};
inline const sandbox::Service kSts{"sts", "STS", Protocol::kQuery, "2011-06-15", "x", {}, kStsOperations};
inline const sandbox::Service kEcs{"ecs", "ECS", Protocol::kJson11, {}, {}, "E", kEcsOperations};
inline const sandbox::Service kSsm{"ssm", "SSM", Protocol::kJson11, {}, {}, "S", kSsmOperations};
inline const sandbox::Service kEc2{"ec2", "EC2", Protocol::kEc2, "2016-11-15", "x", {}, kEc2Operations};
inline const sandbox::Service kS3{"s3", "S3", Protocol::kRestXml, {}, "x", {}, kS3Operations};
inline const sandbox::Service kCloudFormation{
    "cloudformation", "CloudFormation", Protocol::kQuery, "2010-05-15", "x", {}, kCloudFormationOperations};
inline const sandbox::Service* const kAll[] = {&kIam, &kSts, &kEcs, &kSsm, &kEc2, &kS3, &kCloudFormation};

}  // namespace test_services

/// ToolCall in memory.
class FakeToolCall final : public ToolCall {
 public:
  using ToolCall::ToolCall;

  Task<Result<std::string>> read_file(std::string path) override {
    const auto file = files->find(path);
    if (file == files->end()) co_return Error{"No such file or directory", {}};
    co_return file->second;
  }
  Task<Result<void>> write_file(std::string path, std::string bytes, unsigned mode) override {
    (*files)[path] = std::move(bytes);
    modes[path] = mode;
    co_return Result<void>{};
  }
  Task<Result<std::vector<std::string>>> list_files(std::string folder) override {
    std::vector<std::string> names;
    for (const auto& [path, bytes] : *files)
      if (path.starts_with(folder + "/")) names.push_back(path.substr(folder.size() + 1));
    if (names.empty()) co_return Error{"No such file or directory", {}};
    co_return names;
  }
  Task<Result<void>> remove_file(std::string path) override {
    files->erase(path);
    co_return Result<void>{};
  }
  Task<std::string> read_input() override { co_return input; }
  Task<CommandEnd> run_command(ShellCommand command) override {
    commands.push_back(command);
    co_return CommandEnd{command.text == "false" ? 1 : 0, ""};
  }
  Task<void> wait_in_vain(std::string reason) override {
    waits_for = reason;
    co_await sleep_for(env.scheduler, std::chrono::hours{24 * 365});
  }
  void out(std::string_view text) override { output.append(text); }
  void err(std::string_view text) override { errors.append(text); }

  std::map<std::string, std::string>* files = nullptr;
  std::map<std::string, unsigned> modes;
  std::string input, output, errors, waits_for;
  std::vector<ShellCommand> commands;
};

/// What became of a call.
struct Outcome {
  std::optional<int> code;  ///< nothing if it waits
  std::string out, err, waits_for;
  std::vector<ShellCommand> commands;
  std::map<std::string, unsigned> modes;
};

class TestHost {
 public:
  static constexpr std::string_view kPlain2023 = "al2023-ami-2023.12.20261112.0-kernel-6.1-x86_64";
  static constexpr std::string_view kEcs2023 = "al2023-ami-ecs-hvm-2023.0.20261113-kernel-6.1-x86_64";
  static constexpr std::string_view kEcs2 = "amzn2-ami-ecs-hvm-2.0.20260729-x86_64-ebs";

  explicit TestHost(std::string_view image = kEcs2023) : sandbox{test_services::kAll} {
    sandbox.region = aws::Region{"us-east-1"};
    const auto* row = machine_images::find_image_by_name(image);
    Ec2Resource instance;
    instance.id = "i-1";
    instance.account = test_services::kAccount;
    instance.region = "us-east-1";
    instance.kind = "instance";
    instance.document = {
        {"imageId", machine_images::image_id(*row, "us-east-1")},
        {"instanceType", "c5.large"},
        {"architecture", "x86_64"},
        {"amiLaunchIndex", 0},
        {"launchTime", "2026-01-02T03:04:05.000Z"},
        {"rootDeviceName", "/dev/xvda"},
        {"instanceState", json::object{{"name", "running"}}},
        {"privateDnsName", "ip-10-0-0-5.ec2.internal"},
        {"placement", json::object{{"availabilityZone", "us-east-1a"}, {"availabilityZoneId", "use1-az1"}}},
        {"iamInstanceProfile", json::object{{"arn", "arn:aws:iam::111122223333:instance-profile/host"}}},
        {"metadataOptions", json::object{{"httpTokens", "required"},
                                         {"httpEndpoint", "enabled"},
                                         {"httpPutResponseHopLimit", 2},
                                         {"instanceMetadataTags", "disabled"}}},
        {"_userData", base64_encode("#!/bin/sh\n")}};
    store().get<Ec2Repository>().insert(instance);
    store().get<Ec2Repository>().set_tag("i-1", "Name", "web host");
    look_again();
    services = services_of(machine);
  }

  Store& store() { return sandbox.env.store; }
  void look_again() { machine = *find_machine(store(), "i-1"); }

  void set_metadata_option(std::string_view name, std::string_view value) {
    auto instance = *store().get<Ec2Repository>().find("i-1");
    instance.document["metadataOptions"].as_object()[name] = value;
    store().get<Ec2Repository>().update(instance);
  }

  /// Runs argv[0], which is a tool's name, until it ends or waits in vain.
  Outcome run(std::vector<std::string> argv, std::string input = {}) {
    FakeToolCall call{sandbox.env, machine, services};
    call.files = &files;
    call.argv = std::move(argv);
    call.environment = environment;
    call.input = std::move(input);
    std::optional<int> code;
    sandbox.gateway.spawn(keep(find_tool(call.argv[0])->run(call), code));
    sandbox.scheduler.run(std::chrono::hours{2});
    Outcome outcome{code, call.output, call.errors, call.waits_for, call.commands, call.modes};
    if (!code) sandbox.gateway.shut_down();
    return outcome;
  }

  TestSandbox sandbox;
  Machine machine;
  HostServices services;
  std::map<std::string, std::string> files;
  std::map<std::string, std::string> environment;

 private:
  static Task<void> keep(Task<int> task, std::optional<int>& code) {
    const int value = co_await std::move(task);
    code = value;
  }
};

}  // namespace eni::sandbox::hosts::tools
