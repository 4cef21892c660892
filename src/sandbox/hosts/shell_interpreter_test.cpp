#include "sandbox/hosts/shell_interpreter.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/hosts/tools/aws/session.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using When = BootAction::When;

MachineFacts facts() {
  MachineFacts facts;
  facts.region = "eu-central-1";
  facts.zone = "eu-central-1b";
  facts.instance_id = "i-0123";
  facts.instance_type = "c5.large";
  facts.image_id = "ami-1";
  facts.private_ip = "10.0.0.4";
  return facts;
}

std::string when(const BootAction& action) {
  if (action.when == When::kAlways) return "";
  return action.when == When::kIfFailed ? " if it failed" : " if it succeeded";
}

/// The agent's settings as the script leaves them, then the other actions as lines; or why it is not interpreted.
std::string outcome(std::string_view script, const MachineFacts& of = facts()) {
  ScriptToRun run;
  run.path = "/s";
  run.text = std::string(script);
  const auto result = interpret_completely(run, of);
  if (const auto* declined = std::get_if<Declined>(&result))
    return "line " + std::to_string(declined->line) + ": " + declined->reason;
  std::string file;
  std::string others;
  for (const BootAction& action : std::get<Interpretation>(result).actions) {
    const bool is_settings = action.path == "/etc/ecs/ecs.config";
    if (is_settings && action.kind != Kind::kAppendFile) file.clear();
    if (is_settings && action.kind != Kind::kRemoveFile) file += action.text;
    if (action.kind == Kind::kSay) others += "> " + action.text + "\n";
    if (action.kind == Kind::kAwsCommand) others += "! " + join(action.words, " ") + "\n";
    if (action.kind == Kind::kStatus) others += "! status " + std::to_string(action.number) + "\n";
    if (action.kind == Kind::kSkip) others += "! skip " + std::to_string(action.number) + when(action) + "\n";
    if (action.kind == Kind::kExit)
      others += "! exit" +
                (action.number == BootAction::kAny ? std::string{} : " " + std::to_string(action.number)) +
                when(action) + "\n";
  }
  return file + others;
}

struct Case {
  std::string_view description;
  std::string_view script;
  std::string_view outcome;
};

template <std::size_t N>
void expect(const Case (&cases)[N]) {
  for (const auto& [description, script, expected] : cases)
    EXPECT_EQ(outcome(script), expected) << description;
}

TEST(ShellScripts, WriteTheAgentsSettings) {
  const Case cases[] = {
      {"the documented line", "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n",
       "ECS_CLUSTER=web\n"},
      {"quotes",
       "#!/bin/bash\necho \"ECS_CLUSTER=web\" >> /etc/ecs/ecs.config; echo 'A=b  c' >>/etc/ecs/ecs.config",
       "ECS_CLUSTER=web\nA=b  c\n"},
      {"escapes", "#!/bin/bash\necho A={\\\"a\\\":\\\"b\\\"} \\$x \"\\$y \\a\" > /etc/ecs/ecs.config\n",
       "A={\"a\":\"b\"} $x $y \\a\n"},
      {"a here-document",
       "#!/bin/bash\ncat <<'EOF' >> /etc/ecs/ecs.config\nECS_CLUSTER=web\n"
       "ECS_INSTANCE_ATTRIBUTES={\"stack\":\"$x\"}\nEOF\necho A=b >> /etc/ecs/ecs.config\n",
       "ECS_CLUSTER=web\nECS_INSTANCE_ATTRIBUTES={\"stack\":\"$x\"}\nA=b\n"},
      {"a here-document with variables, its tabs stripped",
       "#!/bin/bash\nNAME=web\n\tcat <<-EOF | sudo tee -a /etc/ecs/ecs.config > "
       "/dev/null\n\tECS_CLUSTER=${NAME}\n\tB=\\$NAME \"q\" 'r'\n\tEOF\n",
       "ECS_CLUSTER=web\nB=$NAME \"q\" 'r'\n"},
      {"two here-documents on one line",
       "#!/bin/sh\ncat <<A >> /etc/ecs/ecs.config; cat <<B >> /etc/ecs/ecs.config\nfirst=1\nA\nsecond=2\nB\n",
       "first=1\nsecond=2\n"},
      {"a here-string", "#!/bin/bash\ncat <<< \"A=1\" >> /etc/ecs/ecs.config", "A=1\n"},
      {"tee without -a replaces, and shows",
       "#!/bin/sh\necho A=1 >> /etc/ecs/ecs.config\necho B=2 | tee /etc/ecs/ecs.config\n", "B=2\n> B=2\n"},
      {"a redirection before the words", "#!/bin/sh\n> /etc/ecs/ecs.config echo A=1\n", "A=1\n"},
      {"the last redirection gets the output",
       "#!/bin/sh\necho A=1 >> /etc/ecs/ecs.config > /tmp/x 2>&1\necho B=2 &>> /etc/ecs/ecs.config\n",
       "B=2\n"},
      {"nothing is added to what has no line end",
       "#!/bin/sh\necho -n ECS_CLUSTER=web >> /etc/ecs/ecs.config\necho -n -E 1 >> /etc/ecs/ecs.config",
       "ECS_CLUSTER=web1"},
      {"printf and echo -e",
       "#!/bin/sh\nprintf 'A=%s\\nB=%d%%\\n' 1 2 >> /etc/ecs/ecs.config\n"
       "echo -e 'C=3\\nD=4' >> /etc/ecs/ecs.config\necho 'E=\\n' >> /etc/ecs/ecs.config",
       "A=1\nB=2%\nC=3\nD=4\nE=\\n\n"},
      {"printf uses its format again", "#!/bin/sh\nprintf '%s=%s\\n' A 1 B > /etc/ecs/ecs.config",
       "A=1\nB=\n"},
      {"values are split where they stand without quotes",
       "#!/bin/sh\nX=' a  b '\necho c$X$X\"$X\" >> /etc/ecs/ecs.config", "c a b a b  a  b \n"},
      {"what is not set is empty, and no word",
       "#!/bin/sh\necho A=$NOTHING \"$NOTHING\" ${C:-web} ${C-web} $NOTHING. >> /etc/ecs/ecs.config",
       "A=  web web .\n"},
      {"a value without its last letter", "#!/bin/bash\nX=eu-1b\necho ${X%?} ${X::-1} >> /etc/ecs/ecs.config",
       "eu-1 eu-1\n"},
      {"substitutions",
       "#!/bin/bash\nX=$(echo a; echo \"b $(printf '%s' c)\")`echo d`\necho \"$X\" >> /etc/ecs/ecs.config",
       "a\nb cd\n"},
      {"comments and continued lines",
       "#!/bin/bash\n# echo A=1 >> /etc/ecs/ecs.config\necho \\\n  B=2#3 \\\n  >> /etc/ecs/ecs.config # "
       "yes\n",
       "B=2#3\n"},
      {"what would run only after a failure",
       "#!/bin/bash\ntrue || echo A=1 >> /etc/ecs/ecs.config\nmkdir -p /etc/ecs && echo B=2 >> "
       "/etc/ecs/ecs.config\nfalse && echo C=3 >> /etc/ecs/ecs.config || echo D=4 >> /etc/ecs/ecs.config",
       "B=2\nD=4\n"},
      {"exit ends the script",
       "#!/bin/bash\necho A=1 >> /etc/ecs/ecs.config\nexit 3\necho B=2 >> /etc/ecs/ecs.config\n",
       "A=1\n! exit 3\n"},
      {"so does a failure with set -e, unless it is caught",
       "#!/bin/bash -xe\nfalse || echo A=1 >> /etc/ecs/ecs.config\nfalse\necho B=2 >> /etc/ecs/ecs.config\n",
       "A=1\n! exit 1\n"},
      {"a failure within a pipe",
       "#!/bin/bash\nset -e\nfalse | cat\nset -o pipefail\nfalse | cat\necho B=2 >> /etc/ecs/ecs.config\n",
       "! exit 1\n"},
      {"rm", "#!/bin/bash\necho A=1 >> /etc/ecs/ecs.config\nrm -f /etc/ecs/ecs.config\n", ""},
      {"modes of what was written",
       "#!/bin/bash\necho A=1 > /etc/ecs/ecs.config\nchmod 600 /etc/ecs/ecs.config\n", "A=1\n"},
      {"installing what changes nothing",
       "#!/bin/bash\nyum install -y aws-cli jq\nyum update -y || true\necho A=1 > /etc/ecs/ecs.config\n",
       "A=1\n"},
      {"an empty script", "#!/bin/bash\n", ""},
  };
  expect(cases);
}

TEST(ShellScripts, CallTheAwsCli) {
  const Case cases[] = {
      {"the documented recipe",
       "#!/bin/bash\nyum install -y aws-cli\n"
       "aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n",
       "! aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n"},
      {"the Region from the instance's metadata",
       "#!/bin/bash\nTOKEN=$(curl -X PUT \"http://169.254.169.254/latest/api/token\" -H "
       "\"X-aws-ec2-metadata-token-ttl-seconds: 21600\")\nREGION=$(curl -s -H \"X-aws-ec2-metadata-token: "
       "$TOKEN\" "
       "http://169.254.169.254/latest/meta-data/placement/region)\n"
       "aws ecs list-clusters --region $REGION\n",
       "! aws ecs list-clusters --region eu-central-1\n"},
      {"the Region from the zone", "#!/bin/bash\nT=`curl -sX PUT http://169.254.169.254/latest/api/token`\n",
       "line 2: curl with '-sX'"},
      {"the Region from the environment",
       "#!/bin/bash\nexport AWS_DEFAULT_REGION=us-east-1\naws ecs list-clusters\nAWS_REGION=us-west-2 aws "
       "ecs "
       "list-clusters\nsudo aws ecs list-clusters\n",
       "! aws ecs list-clusters --region us-east-1\n! aws ecs list-clusters --region us-west-2\n"
       "! aws ecs list-clusters\n"},
      {"what is not exported is not the environment's",
       "#!/bin/bash\nAWS_DEFAULT_REGION=us-east-1\naws ecs list-clusters\n", "! aws ecs list-clusters\n"},
      {"a failure ends the script", "#!/bin/bash -xe\naws ecs list-clusters\n",
       "! aws ecs list-clusters\n! exit if it failed\n"},
      {"unless it is caught", "#!/bin/bash\nset -euo pipefail\naws ecs list-clusters || true\n",
       "! aws ecs list-clusters\n! skip 1 if it succeeded\n! status 0\n"},
      {"an exit of one's own", "#!/bin/bash\naws ecs list-clusters || exit 1\n",
       "! aws ecs list-clusters\n! skip 2 if it succeeded\n! exit 1\n! status 1\n"},
      {"both ways", "#!/bin/bash\naws ecs list-clusters && echo yes || echo no\n",
       "! aws ecs list-clusters\n! skip 2 if it failed\n> yes\n! status 0\n! skip 2 if it succeeded\n> no\n! "
       "status 0\n"},
  };
  expect(cases);
}

TEST(ShellScripts, AskTheMetadataAsTheMachineAllows) {
  const std::string bare =
      "#!/bin/bash\nZ=$(curl -s http://169.254.169.254/latest/meta-data/placement/availability-zone"
      " | sed 's/.$//')\necho $Z > /etc/ecs/ecs.config\n";
  EXPECT_EQ(outcome(bare), "line 2: curl with a session token that is missing or not the metadata service's");
  MachineFacts open = facts();
  open.http_tokens = HttpTokens::kOptional;
  EXPECT_EQ(outcome(bare, open), "eu-central-1\n");
  open.http_endpoint = HttpEndpoint::kDisabled;
  EXPECT_EQ(outcome(bare, open), "line 2: curl with the metadata service, which is switched off");
  const std::string token =
      "#!/bin/bash\nT=$(curl -sS -X PUT http://169.254.169.254/latest/api/token -H "
      "'X-aws-ec2-metadata-token-ttl-seconds: 60')\n";
  EXPECT_EQ(outcome(token + "echo A=$T > /etc/ecs/ecs.config\n"), "line 3: the value of a session token");
  EXPECT_EQ(outcome(token + "echo \"$T\"\n"), "line 3: the value of a session token");
}

TEST(ShellScripts, RegionOfTheEnvironmentHangsOnTheVersionOfTheCli) {
  MachineFacts older = facts();
  older.aws_cli = AwsCli::k1;
  const std::string script = "#!/bin/bash\nexport AWS_REGION=us-east-1\naws ecs list-clusters\n";
  EXPECT_EQ(outcome(script), "! aws ecs list-clusters --region us-east-1\n");
  EXPECT_EQ(outcome(script, older), "! aws ecs list-clusters\n");
}

TEST(ShellScripts, FindNoFolderOfTheAgentOnPlainImages) {
  MachineFacts plain = facts();
  plain.has_agent = false;
  EXPECT_EQ(outcome("#!/bin/bash\necho A > /etc/ecs/ecs.config || echo no\nmkdir -p /etc/ecs\necho B > "
                    "/etc/ecs/ecs.config\n",
                    plain),
            "B\n> /s: line 2: /etc/ecs/ecs.config: No such file or directory\n> no\n");
  EXPECT_EQ(outcome("#!/bin/bash -e\necho A > /etc/ecs/ecs.config\n", plain),
            "> /s: line 2: /etc/ecs/ecs.config: No such file or directory\n! exit 1\n");
}

TEST(ShellScripts, AreUnderstoodCompletelyOrNotAtAll) {
  const std::string beyond = " is beyond what the sandbox interprets itself";
  const std::string write = "echo ECS_CLUSTER=web >> /etc/ecs/ecs.config\n";
  const std::pair<std::string, std::string> cases[] = {
      {"if true; then\n" + write + "fi", "'if'"},
      {"for c in web; do :; done", "'for'"},
      {"{ echo A=1; } > /etc/ecs/ecs.config", "'{'"},
      {"( echo A=1 ) > /etc/ecs/ecs.config", "'('"},
      {"! true", "'!'"},
      {"conf() { :; }", "a function"},
      {"[ -f /x ] && true", "a pattern of file names"},
      {"sh -c 'echo A=1'", "'sh'"},
      {"sudo echo A=1", "'sudo echo'"},
      {"true || reboot", "'reboot'"},
      {"exit 0; reboot", "'reboot'"},
      {"echo $(hostname)", "'hostname'"},
      {"echo $((1 + 1))", "'$(('"},
      {"echo $?", "'$?'"},
      {"echo $1", "'$1'"},
      {"echo ${X//a/b}", "'${X//a/b}'"},
      {"echo ${X:-$(hostname)}", "'${X:-$(hostname)}'"},
      {"echo $'a'", "$'…' and $\"…\""},
      {"echo *", "a pattern of file names"},
      {"echo {a,b}", "'{…}'"},
      {"echo ~", "'~'"},
      {"exec > >(tee /var/log/x)", "a process substitution"},
      {"sleep 5 &", "a command in the background ('&')"},
      {"echo a |& cat", "'|&'"},
      {";", "';'"},
  };
  for (const auto& [line, what] : cases)
    EXPECT_EQ(outcome("#!/bin/bash\n" + write + line + "\n"), "line 3: " + what + beyond) << line;
}

TEST(ShellScripts, SayWhatOfThemIsNotKnown) {
  const std::string config = std::string(tools::aws_cli::kRootHome) + "/.aws/config";
  const std::pair<std::string, std::string> cases[] = {
      {"$X a", "a command whose name is not written out"},
      {"cat /etc/ecs/ecs.config", "the content of /etc/ecs/ecs.config"},
      {"cat < /etc/ecs/ecs.config", "the content of /etc/ecs/ecs.config"},
      {"aws ecs list-clusters > /etc/ecs/ecs.config", "the output of aws"},
      {"X=$(aws ecs list-clusters)", "'aws' in a pipe or in '$('"},
      {"aws ecs list-clusters --region $EMPTY", "aws with no value of --region"},
      {"aws ecs list-clusters --region \"$EMPTY\"", "aws with '' as --region"},
      {"X=$(echo a > /tmp/b)", "a file written within '$('"},
      {"echo A >> " + config, "a change of " + config + ", whose effect the sandbox does not know"},
      {"echo A >> /tmp/../usr/bin/aws",
       "a change of /tmp/../usr/bin/aws, whose effect the sandbox does not know"},
      {"echo A >> ecs.config", "a change of ecs.config, whose effect the sandbox does not know"},
      {"PATH=/tmp", "a change of $PATH"},
      {"export AWS_PROFILE=x", "a change of $AWS_PROFILE"},
      {"echo $HOSTNAME", "the value of $HOSTNAME"},
      {"set -u\necho $NOTHING", "$NOTHING is not set, which ends the script"},
      {"set -f", "the shell's option 'f'"},
      {"X='*'\necho $X", "a value without quotes that may be a pattern of file names"},
      {"X=\necho ${X::-1}", "the last letter of $X"},
      {"echo -e '\\x41'", "echo -e with '\\x'"},
      {"printf '%q' a", "printf with '%q'"},
      {"printf '%d' a", "printf with '%d' of a text"},
      {"aws ecs list-clusters && X=1", "a variable that depends on the outcome of a call"},
      {"yum install -y docker", "yum install -y docker"},
      {"yum install -y jq && true", "what depends on the ending of an installation"},
      {"set -e\nyum install -y jq", "what depends on the ending of an installation"},
      {"mkdir /tmp/a", "mkdir other than with -p"},
      {"rm /etc/ecs/ecs.config", "rm other than with -f"},
      {"chmod 600 /etc/ecs/ecs.config", "chmod or chown of /etc/ecs/ecs.config"},
      {"cat <<EOF\nA=1", "a here-document without its end"},
      {"echo \"a", "a quote without its end"},
      {"echo $(echo a", "'$(' without its end"},
      {"echo a &&", "the script ends where a command should be"},
      {"echo a\r", "a carriage return"},
      {"echo $(echo 'w  d')$", "'$' without a name is beyond what the sandbox interprets itself"},
      {"echo $A\\\nb", "a name that goes on in the next line is beyond what the sandbox interprets itself"},
      {"echo 2\\\n> /tmp/f",
       "a word that goes on in the next line is beyond what the sandbox interprets itself"},
      {"cat <<< # a", "'#' is beyond what the sandbox interprets itself"},
  };
  for (const auto& [lines, reason] : cases) {
    const std::string result = outcome("#!/bin/bash\n" + lines);
    EXPECT_EQ(result.substr(std::min(result.find(' ', 5) + 1, result.size())), reason) << lines;
  }
}

TEST(ShellScripts, NameTheirShell) {
  const std::pair<std::string, std::string> cases[] = {
      {"#!/bin/sh\n", ""},
      {"#! /usr/bin/bash -e \n", ""},
      {"#!/usr/bin/env bash\n", ""},
      {"#!/usr/bin/env python3\n", "line 1: the interpreter '/usr/bin/env python3'"},
      {"#!/usr/bin/env bash -e\n", "line 1: the interpreter '/usr/bin/env bash -e'"},
      {"#!/bin/bash -x -e\n", "line 1: the shell's option ' '"},
      {"#!/bin/bash -l\n", "line 1: the shell's option 'l'"},
      {"echo\n", "line 1: no first line that names a shell"},
  };
  for (const auto& [script, expected] : cases) EXPECT_EQ(outcome(script), expected) << script;
}

TEST(ShellScripts, AreBoundInDepthWorkAndOutput) {
  std::string doubling = "#!/bin/sh\nA=xx\n";
  for (int i = 0; i < 60; ++i) doubling += "A=$A$A\n";
  EXPECT_EQ(outcome(doubling + "echo $A > /etc/ecs/ecs.config"),
            "line 18: a value longer than the sandbox interprets itself");
  std::string nested = "#!/bin/sh\necho ";
  for (int i = 0; i < 7'000; ++i) nested += "$(";
  EXPECT_EQ(outcome(nested), "line 2: substitutions nested too deep");
  std::string format = "#!/bin/sh\nX=" + std::string(8'000, 'x') + "\nprintf \"$X%s\"";
  for (int i = 0; i < 4'000; ++i) format += " b";
  EXPECT_EQ(outcome(format), "line 3: more output than the sandbox interprets itself");
  std::string many = "#!/bin/sh\n";
  for (int i = 0; i < 5'001; ++i) many += ":\n";
  EXPECT_EQ(outcome(many), "line 5002: more commands than the sandbox interprets itself");
  EXPECT_EQ(outcome("#!/bin/sh\nX='sh -c \"$X\"'\nsh -c \"$X\"\n"),
            "line 3: 'sh' is beyond what the sandbox interprets itself");
}

}  // namespace
}  // namespace eni::sandbox::hosts
