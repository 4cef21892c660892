#include "sandbox/hosts/tools/cfn_init.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sandbox/gateway/gateway.h"
#include "sandbox/hosts/instance_role.h"
#include "sandbox/hosts/tools/cfn_options.h"
#include "sandbox/hosts/tools/packages.h"
#include "sandbox/hosts/tools/systemctl.h"

namespace eni::sandbox::hosts::tools {
namespace {

constexpr std::string_view kLog = "/var/log/cfn-init.log";
constexpr std::string_view kInit = "AWS::CloudFormation::Init";
constexpr std::size_t kMaxSets = 200;

/// JSON's true, or a text that says so: templates deliver both.
bool is_true(const json::object& object, std::string_view name) {
  return iequals(scalar_text_at(object, name), "true");
}

/// The configs of the configsets asked for, in order. @error  a set that is not there, or sets in a circle
class ConfigSets {
 public:
  explicit ConfigSets(const json::object& init) : init_{init} {}

  Result<std::vector<std::string>> expand(const std::vector<std::string>& names) {
    for (const std::string& name : names) ENI_CHECK(add_set(name));
    return std::move(configs_);
  }

 private:
  Result<void> add_set(const std::string& name) {
    const json::object& sets = object_at(init_, "configSets");
    const json::value* set = find(sets, name);
    if (!set && name == "default" && sets.empty()) return configs_.emplace_back("config"), Result<void>{};
    if (!set) return Error{"No config set named '" + name + "' exists in the metadata", {}};
    const bool is_circle = std::find(open_.begin(), open_.end(), name) != open_.end();
    if (is_circle) return Error{"Circular dependency detected in config set '" + name + "'", {}};
    if (++expanded_ > kMaxSets) return Error{"too many config sets", {}};
    open_.push_back(name);
    const json::array single{*set};
    for (const json::value& entry : set->is_array() ? set->get_array() : single) {
      if (entry.is_string()) {
        configs_.push_back(as_text(entry));
      } else if (const json::value* inner = find(entry, "ConfigSet")) {
        ENI_CHECK(add_set(as_text(*inner)));
      }
    }
    open_.pop_back();
    return {};
  }

  const json::object& init_;
  std::vector<std::string> configs_;
  std::vector<std::string> open_;  ///< those being expanded
  std::size_t expanded_ = 0;
};

class Init {
 public:
  explicit Init(ToolCall& call) : call_{call} {}

  Task<Result<void>> apply(const json::object& config) {
    for (const std::string_view refused : {"sources", "users", "groups"}) {
      if (!object_at(config, refused).empty())
        co_return Error{"the sandbox's hosts do not carry out '" + std::string(refused) + "'", {}};
    }
    add_packages(object_at(config, "packages"));
    auto writing = write_files(object_at(config, "files"));
    const auto written = co_await std::move(writing);
    if (written.has_error()) co_return written.error();
    auto running = run_commands(object_at(config, "commands"));
    const auto run = co_await std::move(running);
    if (run.has_error()) co_return run.error();
    auto starting = start_services(object_at(config, "services"));
    co_return co_await std::move(starting);
  }

  void log(const std::string& line) { log_ += "[INFO] " + line + "\n"; }
  void log_error(const std::string& line) { log_ += "[ERROR] " + line + "\n"; }
  const std::string& logged() const { return log_; }

 private:
  void add_packages(const json::object& managers) {
    for (const auto& [manager, packages] : managers) {
      if (!packages.is_object()) continue;
      for (const auto& [name, versions] : packages.get_object()) {
        install_package(call_.services, std::string(name));
        log(std::string(manager) + " installed " + std::string(name));
      }
    }
  }

  Task<Result<void>> write_files(const json::object& files) {
    for (const auto& [path, entry] : files) {
      if (!entry.is_object()) continue;
      auto writing = write_file_of(std::string(path), entry.get_object());
      const auto written = co_await std::move(writing);
      if (written.has_error()) co_return written.error();
    }
    co_return Result<void>{};
  }

  Task<Result<void>> write_file_of(std::string path, json::object entry) {
    constexpr int kOctal = 8;
    auto loading = content_of(path, entry);
    auto content = co_await std::move(loading);
    if (!content) co_return std::move(content).error();
    const std::string mode_text = find_string(entry, "mode").value_or("000644");
    const unsigned mode = static_cast<unsigned>(std::strtoul(mode_text.c_str(), nullptr, kOctal)) & 07777U;
    auto writing = call_.write_file(path, *std::move(content), mode);
    const auto written = co_await std::move(writing);
    if (written.has_error()) co_return Error{"Failed to write " + path + ": " + written.error().message, {}};
    log("Writing content to " + path);
    const std::string owner = find_string(entry, "owner").value_or("root");
    const std::string group = find_string(entry, "group").value_or("root");
    if (owner == "root" && group == "root") co_return Result<void>{};
    auto changing = call_.run_command(
        {.text = "chown " + owner + ":" + group + " '" + replace_all(path, "'", "'\\''") + "'"});
    const CommandEnd changed = co_await std::move(changing);
    if (changed.exit_code != 0)
      co_return Error{"Failed to set the owner of " + path + ": " + changed.output, {}};
    co_return Result<void>{};
  }

  Task<Result<std::string>> content_of(std::string path, json::object entry) {
    if (const auto source = find_string(entry, "source")) {
      auto fetching = fetch(*source);
      co_return co_await std::move(fetching);
    }
    const json::value* content = find(entry, "content");
    if (!content) co_return Error{"No content or source specified for " + path, {}};
    if (!content->is_string()) co_return pretty(*content);
    const std::string text = as_text(*content);
    if (find_string(entry, "encoding") != "base64") co_return with_context(text, entry);
    auto decoded = base64_decode(text);
    if (!decoded) co_return Error{"the content of " + path + " is not base64", {}};
    co_return *std::move(decoded);
  }

  /// {{name}} by the file's context, as Mustache does with simple names.
  static std::string with_context(std::string text, const json::object& entry) {
    for (const auto& [name, value] : object_at(entry, "context"))
      text = replace_all(text, "{{" + std::string(name) + "}}", scalar_text(value));
    return text;
  }

  /// https://BUCKET.s3….amazonaws.com/KEY or https://s3….amazonaws.com/BUCKET/KEY, as the instance's role.
  Task<Result<std::string>> fetch(std::string url) {
    const auto parsed = net::Url::parse(url);
    const Error refused{
        "the sandbox's hosts fetch files from S3 alone, not from " + url.substr(0, url.find('?')), {}};
    if (parsed.has_error() || !parsed->host.ends_with(".amazonaws.com")) co_return refused;
    std::string path = percent_decode(parsed->target.substr(1, parsed->target.find('?') - 1));
    std::string bucket;
    const auto mark = parsed->host.find(".s3");
    if (mark != std::string::npos) {
      bucket = parsed->host.substr(0, mark);
    } else if (parsed->host.starts_with("s3")) {
      bucket = path.substr(0, path.find('/'));
      path = path.size() > bucket.size() ? path.substr(bucket.size() + 1) : "";
    } else {
      co_return refused;
    }
    auto asking = instance_credentials(call_.env, call_.machine);
    const auto principal = co_await std::move(asking);
    if (principal.has_error()) co_return Error{"Failed to retrieve " + url + ": no credentials", {}};
    json::object params{{"Bucket", bucket}, {"Key", path}};
    auto calling =
        call_.env.gateway.call(*principal, call_.machine.region, "s3", "GetObject", std::move(params));
    ApiResult<Reply> reply = co_await std::move(calling);
    if (!reply) co_return Error{"Failed to retrieve " + url + ": " + reply.error().message, {}};
    co_return std::move(reply->bytes);
  }

  /// By their names' order. A failing test leaves a command out; a failing command ends cfn-init.
  Task<Result<void>> run_commands(const json::object& commands) {
    std::map<std::string, const json::object*> ordered;
    for (const auto& [name, entry] : commands)
      if (entry.is_object()) ordered[std::string(name)] = &entry.get_object();
    for (const auto& [name, entry] : ordered) {
      auto running = run_one(name, *entry);
      const auto run = co_await std::move(running);
      if (run.has_error()) co_return run.error();
    }
    co_return Result<void>{};
  }

  Task<Result<void>> run_one(std::string name, json::object entry) {
    ShellCommand command;
    command.directory = text_at(entry, "cwd");
    for (const auto& [key, value] : object_at(entry, "env"))
      command.environment[std::string(key)] = scalar_text(value);
    if (const auto test = find_string(entry, "test")) {
      command.text = *test;
      auto testing = call_.run_command(command);
      const CommandEnd tested = co_await std::move(testing);
      if (tested.exit_code != 0) {
        log("Test for Command " + name + " failed with code " + std::to_string(tested.exit_code));
        co_return Result<void>{};
      }
    }
    const json::value* words = find(entry, "command");
    if (!words) co_return Error{"Command " + name + " has no 'command'", {}};
    command.text = command_text(*words);
    auto running = call_.run_command(command);
    const CommandEnd end = co_await std::move(running);
    log("Command " + name + " " + (end.exit_code == 0 ? "succeeded" : "failed"));
    if (end.exit_code == 0 || is_true(entry, "ignoreErrors")) co_return Result<void>{};
    log_error("Command " + name + " (" + command.text + ") failed");
    log_error("Command " + name + " output: " + end.output);
    co_return Error{"Command " + name + " failed", {}};
  }

  /// A list is words, each quoted for the shell.
  static std::string command_text(const json::value& words) {
    if (!words.is_array()) return scalar_text(words);
    std::vector<std::string> quoted;
    for (const json::value& word : words.get_array())
      quoted.push_back("'" + replace_all(scalar_text(word), "'", "'\\''") + "'");
    return join(quoted, " ");
  }

  Task<Result<void>> start_services(const json::object& managers) {
    for (const auto& [manager, services] : managers) {
      if (!services.is_object()) continue;
      for (const auto& [name, wanted] : services.get_object()) {
        if (!wanted.is_object()) continue;
        auto setting = set_service(std::string(name), wanted.get_object());
        const int code = co_await std::move(setting);
        if (code != 0) co_return Error{"Could not set the state of service " + std::string(name), {}};
      }
    }
    co_return Result<void>{};
  }

  Task<int> set_service(std::string name, json::object wanted) {
    const std::vector<std::string> own = call_.argv;
    int code = 0;
    for (const auto& [member, on, off] :
         {std::tuple{"enabled", "enable", "disable"}, {"ensureRunning", "start", "stop"}}) {
      if (!wanted.contains(member)) continue;
      call_.argv = {"systemctl", is_true(wanted, member) ? on : off, name};
      auto running = run_systemctl(call_);
      const int ended = co_await std::move(running);
      code = std::max(code, ended);
    }
    call_.argv = own;
    co_return code;
  }

  ToolCall& call_;
  std::string log_;
};

Task<Result<void>> apply_all(Init& init, const json::object& metadata, std::vector<std::string> sets) {
  const json::object& described = object_at(metadata, kInit);
  if (described.empty())
    co_return Error{"Could not find 'AWS::CloudFormation::Init' key in template metadata", {}};
  const auto configs = ConfigSets{described}.expand(sets);
  if (configs.has_error()) co_return configs.error();
  for (const std::string& name : *configs) {
    const json::value* config = find(described, name);
    if (!config || !config->is_object())
      co_return Error{"Config '" + name + "' does not exist in the metadata", {}};
    init.log("Running config " + name);
    auto applying = init.apply(config->get_object());
    const auto applied = co_await std::move(applying);
    if (applied.has_error())
      co_return Error{"Error encountered during build of " + name + ": " + applied.error().message, {}};
    init.log("Build of " + name + " complete");
  }
  co_return Result<void>{};
}

Task<void> append_log(ToolCall& call, std::string text) {
  constexpr unsigned kMode = 0644;
  auto reading = call.read_file(std::string(kLog));
  const auto old = co_await std::move(reading);
  auto writing = call.write_file(std::string(kLog), (old ? *old : "") + text, kMode);
  const auto written = co_await std::move(writing);
  if (written.has_error()) call.err("cannot write " + std::string(kLog) + "\n");
}

int usage(ToolCall& call, const std::string& name, const std::string& problem) {
  constexpr int kUsage = 2;
  call.err("Usage: " + name + " [options]\n\n" + name + ": error: " + problem + "\n");
  return kUsage;
}

}  // namespace

Task<int> run_cfn_init(ToolCall& call) {
  const auto options = read_cfn_options(call.argv);
  if (options.has_error()) co_return usage(call, "cfn-init", options.error().message);
  if (!options->has("--stack") || !options->has("--resource"))
    co_return usage(call, "cfn-init", "You must specify both a stack name and a logical resource id");
  auto reading = read_resource_metadata(call, *options);
  const auto metadata = co_await std::move(reading);
  if (metadata.has_error()) {
    call.err(metadata.error().code + ": " + metadata.error().message + "\n");
    co_return 1;
  }
  const std::string given = options->has("--configsets") ? options->text("--configsets") : "default";
  Init init{call};
  static const json::object kNone;
  auto applying = apply_all(init, metadata->is_object() ? metadata->get_object() : kNone, split(given, ','));
  const auto applied = co_await std::move(applying);
  if (applied.has_error()) {
    init.log_error(applied.error().message);
    call.err("Error occurred during build: " + applied.error().message + "\n");
  }
  auto logging = append_log(call, init.logged());
  co_await std::move(logging);
  co_return applied ? 0 : 1;
}

Task<int> run_cfn_get_metadata(ToolCall& call) {
  const auto options = read_cfn_options(call.argv);
  if (options.has_error()) co_return usage(call, "cfn-get-metadata", options.error().message);
  auto reading = read_resource_metadata(call, *options);
  const auto metadata = co_await std::move(reading);
  if (metadata.has_error()) {
    call.err(metadata.error().code + ": " + metadata.error().message + "\n");
    co_return 1;
  }
  const json::value* shown = &*metadata;
  for (const std::string& name : split(options->text("--key"), '.'))
    if (!name.empty() && shown) shown = find(*shown, name);
  if (!shown) {
    call.err("No value at key " + options->text("--key") + "\n");
    co_return 1;
  }
  call.out(shown->is_string() ? as_text(*shown) + "\n" : pretty(*shown));
  co_return 0;
}

}  // namespace eni::sandbox::hosts::tools
