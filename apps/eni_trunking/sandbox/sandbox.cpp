#include "sandbox/sandbox.h"

#include <CLI/App.hpp>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <ostream>
#include <sys/stat.h>

#include "base/text.h"
#include "diagnosis/shell_commands.h"
#include "eni_trunking/command.h"
#include "eni_trunking/sandbox/endpoint_rules.h"
#include "eni_trunking/sandbox/listen_address.h"
#include "eni_trunking/sandbox/tables.h"
#include "eni_trunking/stacks/installation.h"
#include "net/batched_output.h"
#include "net/descriptor_limit.h"

namespace eni::command {

namespace {

struct Options {
  std::string listen = "127.0.0.1:4566";
  std::string state;
  bool ephemeral = false;
  long long iam_propagation = 0;
  std::vector<std::string> faults;
  std::string pace = "instant";
  std::string run_tasks = "never";
  std::optional<std::uint16_t> socks_port;
  bool check_replies = false;
  std::string log_format = "text";
  std::string log_level = "info";
  std::string env_shell = "sh";
  std::string env_data_path;
};

/// $XDG_STATE_HOME/eni-trunking/sandbox.db, by default below ~/.local/state.
Result<std::string> default_state_file() {
  namespace fs = std::filesystem;
  const char* xdg = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  const Error nowhere{"no place for the state: neither XDG_STATE_HOME nor HOME is set",
                      "give --state FILE or --ephemeral"};
  const bool has_xdg = xdg && *xdg;
  if (!has_xdg && !(home && *home)) return nowhere;
  const fs::path folder = (has_xdg ? fs::path(xdg) : fs::path(home) / ".local" / "state") / "eni-trunking";
  std::error_code code;
  fs::create_directories(folder.parent_path(), code);
  // The state holds secrets, so its folder is its owner's alone; one that is there stays as it is.
  if (!code && mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    code = {errno, std::generic_category()};
  if (code)
    return Error{"cannot create " + folder.string() + ": " + code.message(),
                 "give --state FILE or --ephemeral"};
  return (folder / "sandbox.db").string();
}

sandbox::RunTasks run_tasks_of(const std::string& name) {
  if (name == "auto") return sandbox::RunTasks::kAuto;
  return name == "always" ? sandbox::RunTasks::kAlways : sandbox::RunTasks::kNever;
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// $XDG_CACHE_HOME/eni-trunking, by default below ~/.cache; "" where there is no place for it.
std::string cache_directory() {
  const std::string home = variable("HOME");
  std::string cache = variable("XDG_CACHE_HOME");
  if (cache.empty() && !home.empty()) cache = home + "/.cache";
  return cache.empty() ? "" : cache + "/eni-trunking";
}

/// As Docker's own client finds it.
std::string docker_config_file() {
  const std::string folder = variable("DOCKER_CONFIG");
  if (!folder.empty()) return folder + "/config.json";
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.docker/config.json";
}

Result<sandbox::SandboxOptions> sandbox_options(const Options& options, const std::string& program) {
  sandbox::SandboxOptions out;
  ENI_TRY(const ListenAddress address, ListenAddress::parse(options.listen));
  out.address = address.host;
  out.port = address.port;
  out.state_file = options.state;
  if (options.ephemeral) out.state_file = ":memory:";
  if (out.state_file.empty()) {
    ENI_TRY(out.state_file, default_state_file());
  }
  out.iam_propagation = std::chrono::seconds{options.iam_propagation};
  out.pace = options.pace == "aws" ? sandbox::Settings::Pace::kAws : sandbox::Settings::Pace::kInstant;
  out.run_tasks = run_tasks_of(options.run_tasks);
  if (out.run_tasks != sandbox::RunTasks::kNever) {
    out.cache_directory = cache_directory();
    out.docker_config = docker_config_file();
  } else if (options.socks_port) {
    return Error{"--socks needs tasks that run", "add --run auto, or leave out --socks"};
  }
  out.socks_port = options.socks_port;
  out.check_replies = options.check_replies;
  for (const std::string& rule : options.faults) {
    ENI_TRY(auto parsed, sandbox::FaultRule::parse(rule));
    ENI_CHECK(check_fault_target(parsed));
    out.faults.push_back(std::move(parsed));
  }
  // Last, so that what was typed wrong is said first.
  ENI_TRY(out.runtimes_directory, find_runtimes(program));
  return out;
}

LogLevel level_of(const std::string& name) {
  if (name == "debug") return LogLevel::kDebug;
  if (name == "warn") return LogLevel::kWarn;
  return name == "error" ? LogLevel::kError : LogLevel::kInfo;
}

std::unique_ptr<Logger> make_logger(const Options& options, std::ostream& out, const Clock& clock) {
  if (options.log_format == "json")
    return std::make_unique<JsonLogger>(out, clock, level_of(options.log_level));
  return std::make_unique<TextLogger>(out, clock, level_of(options.log_level));
}

void warn_of_open_address(Terminal& terminal, const ListenAddress& address) {
  if (address.is_loopback()) return;
  terminal.err << "eni-trunking: listening beyond this machine on " << address.host
               << ": whoever reaches it can run programs here as you\n";
}

ExitCode run_sandbox(const Options& options, Terminal& terminal) {
  net::raise_descriptor_limit();
  const auto address = ListenAddress::parse(options.listen);
  if (!address) return fail(terminal, address.error(), ExitCode::kUsage);
  auto chosen = sandbox_options(options, terminal.program);
  if (!chosen) return fail(terminal, chosen.error(), ExitCode::kUsage);
  warn_of_open_address(terminal, *address);

  net::EventLoop loop;
  std::optional<Error> cannot_run;
  chosen->on_cannot_run = [&](const Error& why) {
    cannot_run = why;
    loop.stop();
  };
  net::BatchedOutput batch{loop, terminal.err};
  std::ostream lines{&batch};
  const auto log = make_logger(options, lines, loop);
  auto sandbox = sandbox::Sandbox::start(loop, *log, *chosen);
  batch.drain();  // What a start said comes before what became of it.
  if (!sandbox) return fail(terminal, sandbox.error());
  loop.on_signal([&loop](int) { loop.stop(); });
  terminal.out << "listening on " << (*sandbox)->endpoint_url() << std::endl;
  log->info("sandbox is ready", {{"endpoint", (*sandbox)->endpoint_url()}, {"state", chosen->state_file}});
  loop.run_past_exceptions(*log);
  log->info("sandbox ends");
  batch.drain();  // What follows may take a while.
  if (cannot_run)
    return fail(terminal, Error{"tasks cannot run here: " + cannot_run->message, cannot_run->hint});
  return ExitCode::kFine;
}

/// The word as fish reads it back: within quotes it knows two escapes.
std::string quoted_for_fish(const std::string& word) {
  return "'" + replace_all(replace_all(word, "\\", "\\\\"), "'", "\\'") + "'";
}

/// What a shell evaluates so that stock clients find the sandbox.
ExitCode print_env(const Options& options, Terminal& terminal) {
  const auto address = ListenAddress::parse(options.listen);
  if (!address) return fail(terminal, address.error(), ExitCode::kUsage);
  std::vector<std::pair<std::string_view, std::string>> variables = {{"AWS_ENDPOINT_URL", address->url()},
                                                                     {"AWS_REGION", "us-east-1"},
                                                                     {"AWS_DEFAULT_REGION", "us-east-1"},
                                                                     {"AWS_ACCESS_KEY_ID", "test"},
                                                                     {"AWS_SECRET_ACCESS_KEY", "test"}};
  if (!options.env_data_path.empty()) {
    const auto folder = write_endpoint_rules(options.env_data_path, address->url());
    if (!folder) return fail(terminal, folder.error());
    variables.emplace_back("AWS_DATA_PATH", *folder);
  }
  for (const auto& [name, value] : variables) {
    if (options.env_shell == "fish") {
      terminal.out << "set -gx " << name << " " << quoted_for_fish(value) << ";\n";
    } else {
      terminal.out << "export " << name << "=" << diagnosis::shell_line({value}) << "\n";
    }
  }
  // A token left over from real AWS would be sent along and refused.
  terminal.out << (options.env_shell == "fish" ? "set -e AWS_SESSION_TOKEN; set -e AWS_PROFILE;\n"
                                               : "unset AWS_SESSION_TOKEN AWS_PROFILE\n");
  return ExitCode::kFine;
}

void declare_options(CLI::App& app, Options& options) {
  app.add_option("--listen", options.listen, "Address to listen on; port 0 lets the system choose")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  auto* state =
      app.add_option("--state", options.state,
                     "File that keeps the state (default: eni-trunking/sandbox.db in $XDG_STATE_HOME)");
  state->type_name("FILE");
  app.add_flag("--ephemeral", options.ephemeral, "Keep the state in memory only")->excludes(state);
  app.add_option("--iam-propagation", options.iam_propagation,
                 "Seconds until a new or changed role, policy or trust takes effect")
      ->type_name("SECONDS")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_option(
         "--fault", options.faults,
         "Make calls fail: SERVICE:Operation=Code[:probability], =delay:SECONDS or =reset; repeatable")
      ->type_name("RULE")
      ->expected(1)
      ->take_all();
  app.add_option("--pace", options.pace, "How long transitions take: at once, or as on AWS")
      ->check(CLI::IsMember({"instant", "aws"}))
      ->capture_default_str();
  app.add_option("--run", options.run_tasks,
                 "Run tasks' containers: where this machine can (auto), or end if it cannot (always); "
                 "else tasks only go through their states")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->capture_default_str();
  app.add_option(
         "--socks", options.socks_port,
         "Port of a SOCKS 5 proxy on 127.0.0.1 into the VPCs of tasks that run; 0 lets the system choose")
      ->type_name("PORT");
  app.add_flag("--check-replies", options.check_replies,
               "Fail calls whose answer AWS's models, or whose reads the tables do not have")
      ->group("");  // for tests: not in --help
  app.add_option("--log-format", options.log_format, "Log lines for people or for programs")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  app.add_option("--log-level", options.log_level, "The least level to log")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
}

}  // namespace

Run declare_sandbox(CLI::App& app, Terminal& terminal) {
  const auto options = std::make_shared<Options>();
  declare_options(app, *options);
  app.footer(
      "Examples:\n"
      "  eni-trunking sandbox --ephemeral\n"
      "  eni-trunking sandbox --fault 'ecs:*=ThrottlingException:0.1'\n"
      "  eval \"$(eni-trunking sandbox env)\"");
  CLI::App* env =
      app.add_subcommand("env", "Prints the variables that point AWS clients at the sandbox, for eval");
  env->add_option("--shell", options->env_shell, "Syntax of the output")
      ->check(CLI::IsMember({"sh", "fish"}))
      ->capture_default_str();
  env->add_option("--listen", options->listen, "Where the sandbox listens")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  env->add_option(
         "--data-path", options->env_data_path,
         "Also lead clients here that do not know AWS_ENDPOINT_URL (AWS CLI before 2.13, boto3 before 1.28): "
         "writes endpoint rules into DIR and points AWS_DATA_PATH at it")
      ->type_name("DIR");
  CLI::App* tables = app.add_subcommand("operations", "Prints what the sandbox supports, as JSON");
  app.require_subcommand(0, 1);
  return [options, env, tables, &terminal] {
    if (env->parsed()) return print_env(*options, terminal);
    if (tables->parsed()) {
      terminal.out << supported_operations_json();
      return ExitCode::kFine;
    }
    return run_sandbox(*options, terminal);
  };
}

}  // namespace eni::command
