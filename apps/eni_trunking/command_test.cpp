#include <CLI/App.hpp>
#include <gtest/gtest.h>
#include <sstream>

#include "base/test_folder.h"
#include "base/text.h"
#include "eni_trunking/run_for_test.h"

namespace eni::command {
namespace {

Outcome run(const std::vector<std::string>& arguments) { return run_for_test(arguments); }

TEST(Command, WithoutArgumentsPrintsTheHelpAndIsAUsageError) {
  const Outcome o = run({});
  EXPECT_EQ(o.code, 2);
  EXPECT_EQ(o.out, "");
  for (const Command& command : all_commands()) EXPECT_NE(o.err.find(command.name), std::string::npos);
}

TEST(Command, UsageErrorsSayWhatIsWrongAndWhatToDo) {
  const struct {
    std::vector<std::string> arguments;
    const char* err;
  } rows[] = {
      {{"sanbdox"}, "eni-trunking: unknown command 'sanbdox'\n  did you mean 'sandbox'?\n"},
      {{"iac", "terrafrom"},
       "eni-trunking: unknown command 'terrafrom' of eni-trunking iac\n  did you mean 'terraform'?\n"},
      {{"help", "dotcor"}, "eni-trunking: unknown command 'dotcor'\n  did you mean 'doctor'?\n"},
      {{"status", "--timeout", "0"},
       "eni-trunking: --timeout: '0' is no time in whole seconds from 1 to 3600\n  see: eni-trunking status "
       "--help\n"},
      {{"frobnicate"}, "eni-trunking: unknown command 'frobnicate'\n  see: eni-trunking --help\n"},
      {{"sandbox", "--pace", "slow"},
       "eni-trunking: --pace: slow not in {instant,aws}\n  see: eni-trunking sandbox --help\n"},
      {{"sandbox", "--listen", "nowhere"},
       "eni-trunking: 'nowhere' is not an address to listen on\n  write HOST:PORT, e.g. 127.0.0.1:4566\n"},
      {{"sandbox", "--fault", "stss:AssumeRole=reset"},
       "eni-trunking: no fault can be made of the service 'stss': the sandbox does not have it\n"
       "  did you mean 'sts'? see: eni-trunking sandbox operations\n"},
      {{"sandbox", "--fault", "sts:AssumeRol=reset"},
       "eni-trunking: no fault can be made of 'sts:AssumeRol': the sandbox has no such operation\n"
       "  did you mean 'AssumeRole'? see: eni-trunking sandbox operations\n"},
      {{"fleet", "deploy", "--max-concurrency"},
       "eni-trunking: unexpected argument: --max-concurrency\n"
       "  did you mean '--max-concurrent'? see: eni-trunking fleet deploy --help\n"},
      {{"doctor", "--regoin", "eu-west-1"},
       "eni-trunking: unexpected argument: --regoin\n  did you mean '--region'? see: eni-trunking doctor "
       "--help\n"},
      {{"version", "extra", "--frobnicate"},
       "eni-trunking: unexpected arguments: extra --frobnicate\n  see: eni-trunking version --help\n"},
      {{"fleet", "dep"},
       "eni-trunking: unknown command 'dep' of eni-trunking fleet\n  did you mean 'deploy'?\n"},
      {{"--regoin", "eu-west-1", "doctor"},
       "eni-trunking: unknown option '--regoin' before the command\n  did you mean '--region'?\n"},
      {{"--cluster", "web", "doctor"},
       "eni-trunking: unknown option '--cluster' before the command\n"
       "  the options of a command stand behind it; see: eni-trunking COMMAND --help\n"},
      {{"doctor", "--region", "eu-west-1", "--region", "eu-west-2"},
       "eni-trunking: --region is given more than once\n  see: eni-trunking doctor --help\n"},
      {{"--region", "eu-west-1", "version"},
       "eni-trunking: unexpected arguments: --region eu-west-1\n  see: eni-trunking version --help\n"},
  };
  for (const auto& row : rows) {
    const Outcome o = run(row.arguments);
    EXPECT_EQ(o.code, 2) << row.err;
    EXPECT_EQ(o.err, row.err);
    EXPECT_EQ(o.out, "");
  }
}

TEST(Command, EmptyValuesAreNeverTakenForOptionsThatAreNotGiven) {
  const struct {
    std::vector<std::string> arguments;
    const char* name;
  } rows[] = {
      {{"deploy", "--yes", "--role-arn", ""}, "--role-arn"},
      {{"deploy", "--role-arn=", "--yes"}, "--role-arn"},
      {{"doctor", "--endpoint-url", ""}, "--endpoint-url"},
      {{"--region", "", "status"}, "--region"},
      {{"--profile=", "status"}, "--profile"},
      {{"doctor", "--check", ""}, "--check"},
      {{"rollout", ""}, "cluster"},
      {{"plan", "web", "--type", "c5.large", "--type", ""}, "--type"},
      {{"enable", "hosts", ""}, "ROLE"},
      {{"fleet", "doctor", "--regions", ""}, "--regions"},
      {{"sandbox", "env", "--data-path", ""}, "--data-path"},
      {{"image", "remove", ""}, "NAME"},
      {{"exec", "", "--", "sh"}, "TASK"},
  };
  for (const auto& row : rows) {
    const Outcome o = run(row.arguments);
    EXPECT_EQ(o.code, 2) << row.name;
    EXPECT_EQ(o.err, std::string("eni-trunking: ") + row.name +
                         ": the value is empty\n  is a variable not set? What is not wanted is left out\n");
  }
}

TEST(Command, ConnectionOptionsMayStandBeforeTheCommand) {
  const Outcome behind = run({"plan", "--region", "eu-west-1", "--verbose"});
  EXPECT_EQ(behind.err,
            "eni-trunking: there is no cluster to plan for\n  eni-trunking plan CLUSTER, or --from FILE\n");
  const std::vector<std::string> rows[] = {{"--region", "eu-west-1", "--verbose", "plan"},
                                           {"--verbose", "--region=eu-west-1", "plan"},
                                           {"--timeout", "5", "--no-color", "plan", "--region", "eu-west-1"}};
  for (const auto& row : rows) EXPECT_EQ(run(row).err, behind.err);
}

TEST(Command, VersionIsAnOptionToo) {
  const Outcome as_command = run({"version"});
  EXPECT_EQ(as_command.code, 0);
  EXPECT_EQ(run({"--version"}).out, as_command.out);
  EXPECT_EQ(run({"--version"}).code, 0);
}

TEST(Command, SandboxEnvIsMadeForEval) {
  const Outcome o = run({"sandbox", "env", "--listen", ":8080"});
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.out,
            "export AWS_ENDPOINT_URL=http://127.0.0.1:8080\n"
            "export AWS_REGION=us-east-1\n"
            "export AWS_DEFAULT_REGION=us-east-1\n"
            "export AWS_ACCESS_KEY_ID=test\n"
            "export AWS_SECRET_ACCESS_KEY=test\n"
            "unset AWS_SESSION_TOKEN AWS_PROFILE\n");
}

TEST(Command, SandboxEnvQuotesForItsShell) {
  const TestFolder folder;
  const std::string rules = folder.file("Ann's \\ $HOME rules");
  const std::string in_sh = folder.file("Ann'\\''s \\ $HOME rules");
  const std::string in_fish = folder.file("Ann\\'s \\\\ $HOME rules");
  const Outcome sh = run({"sandbox", "env", "--data-path", rules});
  EXPECT_NE(sh.out.find("\nexport AWS_DATA_PATH='" + in_sh + "'\n"), std::string::npos) << sh.out;
  const Outcome fish = run({"sandbox", "env", "--shell", "fish", "--data-path", rules});
  EXPECT_NE(fish.out.find("\nset -gx AWS_DATA_PATH '" + in_fish + "';\n"), std::string::npos) << fish.out;
}

TEST(Command, HelpOfACommandNamesItsOptions) {
  const Outcome o = run({"sandbox", "--help"});
  EXPECT_EQ(o.code, 0);
  for (const char* option : {"--listen", "--state", "--ephemeral", "--iam-propagation", "--fault", "--pace"})
    EXPECT_NE(o.out.find(option), std::string::npos) << option;
}

TEST(Command, HelpOfANestedCommandIsItsOwn) {
  const Outcome o = run({"fleet", "deploy", "--help"});
  EXPECT_EQ(o.code, 0);
  EXPECT_NE(o.out.find("eni-trunking fleet deploy [OPTIONS]"), std::string::npos) << o.out;
  for (const char* option : {"--accounts", "--organizational-units", "--max-concurrent", "--profile"})
    EXPECT_NE(o.out.find(option), std::string::npos) << option;
  for (const std::string& line : split(o.out, '\n')) EXPECT_LE(line.size(), 80u) << line;
}

TEST(Command, CompletionsKnowNestedCommands) {
  const std::string bash = run({"completion", "bash"}).out;
  EXPECT_NE(bash.find("\"fleet \"*) words=\"deploy status doctor destroy --help\""), std::string::npos)
      << bash;
  EXPECT_NE(bash.find("\"fleet deploy\") words=\"--help --accounts"), std::string::npos) << bash;
  const std::string fish = run({"completion", "fish"}).out;
  EXPECT_NE(
      fish.find(
          "'__fish_seen_subcommand_from fleet; and __fish_seen_subcommand_from deploy' -l accounts -r\n"),
      std::string::npos);
  EXPECT_NE(
      fish.find(
          "'__fish_seen_subcommand_from deploy; and not __fish_seen_subcommand_from fleet' -l role-arn -r\n"),
      std::string::npos);
  EXPECT_NE(fish.find("'__fish_seen_subcommand_from rollout' -l output -x -a 'table json'\n"),
            std::string::npos);
  EXPECT_NE(fish.find("'__fish_seen_subcommand_from rollout' -l undo\n"), std::string::npos);
}

/// The words that choose a command, of each that there is, the nested ones included.
std::vector<std::vector<std::string>> all_paths() {
  std::vector<std::vector<std::string>> paths;
  for (const Command& command : all_commands()) {
    std::ostringstream out;
    Terminal terminal{out, out, false, "build/eni-trunking"};
    CLI::App app;
    CLI::App* top = app.add_subcommand(std::string(command.name));
    const Run run = command.declare(*top, terminal);
    paths.push_back({top->get_name()});
    for (const CLI::App* nested : top->get_subcommands([](const CLI::App*) { return true; }))
      paths.push_back({top->get_name(), nested->get_name()});
  }
  return paths;
}

TEST(Command, EachHelpHasExamplesAndFits80Columns) {
  for (std::vector<std::string> words : all_paths()) {
    const std::string path = join(words, " ");
    words.push_back("--help");
    const Outcome o = run(words);
    EXPECT_EQ(o.code, 0) << path;
    bool has_example = false;
    for (const std::string& line : split(o.out, '\n')) {
      EXPECT_LE(line.size(), 80u) << path << ": " << line;
      has_example |=
          !line.starts_with("Usage:") && line.find("eni-trunking " + words.front()) != std::string::npos;
    }
    EXPECT_TRUE(has_example) << path << "\n" << o.out;
  }
}

}  // namespace
}  // namespace eni::command
