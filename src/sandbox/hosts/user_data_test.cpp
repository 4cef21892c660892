#include "sandbox/hosts/user_data.h"

#include <gtest/gtest.h>
#include <map>

#include "base/text.h"

namespace eni::sandbox::hosts {
namespace {

const MetadataFacts kFacts{"eu-central-1", "eu-central-1b", "i-0123", "c5.large", "ami-1", "10.0.0.4"};

/// The file as the scripts leave it, with the calls as lines "! aws …" and what they say as "? …".
std::string outcome(std::string_view user_data) {
  std::string file;
  std::string others;
  for (const BootScript& script : read_user_data(user_data, kFacts)) {
    for (const BootAction& action : script.actions) {
      using Kind = BootAction::Kind;
      const bool is_config = action.path == "/etc/ecs/ecs.config";
      if (action.kind == Kind::kWriteFile && is_config) file = action.text;
      if (action.kind == Kind::kAppendFile && is_config) file += action.text;
      if (action.kind == Kind::kRemoveFile && is_config) file.clear();
      if (action.kind == Kind::kSay) others += "? " + action.text + "\n";
      if (action.kind == Kind::kExit) others += "! exit\n";
      if (action.kind == Kind::kAwsCommand)
        others += std::string(action.must_succeed ? "!! " : "! ") + join(action.words, " ") + "\n";
    }
  }
  return file + others;
}

struct Case {
  std::string_view description;
  std::string_view user_data;
  std::string_view outcome;
};

TEST(ShellScripts, WriteTheAgentsSettings) {
  const Case cases[] = {
      {"the documented line", "#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n",
       "ECS_CLUSTER=web\n"},
      {"quotes",
       "#!/bin/bash\necho \"ECS_CLUSTER=web\" >> /etc/ecs/ecs.config; echo 'A=b c' >>/etc/ecs/ecs.config",
       "ECS_CLUSTER=web\nA=b c\n"},
      {"a here-document",
       "#!/bin/bash\ncat <<'EOF' >> /etc/ecs/ecs.config\nECS_CLUSTER=web\n"
       "ECS_INSTANCE_ATTRIBUTES={\"stack\":\"$x\"}\nEOF\necho A=b >> /etc/ecs/ecs.config\n",
       "ECS_CLUSTER=web\nECS_INSTANCE_ATTRIBUTES={\"stack\":\"$x\"}\nA=b\n"},
      {"a here-document with variables, its tabs stripped",
       "#!/bin/bash\nNAME=web\n\tcat <<-EOF | sudo tee -a /etc/ecs/ecs.config > "
       "/dev/null\n\tECS_CLUSTER=${NAME}\n\tEOF\n",
       "ECS_CLUSTER=web\n"},
      {"two here-documents on one line",
       "#!/bin/sh\ncat <<A >> /etc/ecs/ecs.config; cat <<B >> /etc/ecs/ecs.config\nfirst=1\nA\nsecond=2\nB\n",
       "first=1\nsecond=2\n"},
      {"tee without -a replaces",
       "#!/bin/sh\necho A=1 >> /etc/ecs/ecs.config\necho B=2 | tee /etc/ecs/ecs.config\n", "B=2\n"},
      {"a redirection before the words", "#!/bin/sh\n> /etc/ecs/ecs.config echo A=1\n", "A=1\n"},
      {"printf and echo -e",
       "#!/bin/sh\nprintf 'A=%s\\nB=%s\\n' 1 2 >> /etc/ecs/ecs.config\n"
       "echo -e 'C=3\\nD=4' >> /etc/ecs/ecs.config\n",
       "A=1\nB=2\nC=3\nD=4\n"},
      {"braces", "#!/bin/bash\n{\n  echo A=1 >> /etc/ecs/ecs.config\n}\n", "A=1\n"},
      {"a shell within the shell", "#!/bin/bash\nX=1\nsudo bash -c \"echo A=$X >> /etc/ecs/ecs.config\"\n",
       "A=1\n"},
      {"sed says so, too", "#!/bin/bash\nsed -i s/a/b/ /etc/ecs/ecs.config\n",
       "? not carried out by the sandbox: sed -i s/a/b/ /etc/ecs/ecs.config\n"},
      {"comments and continued lines",
       "#!/bin/bash\n# echo A=1 >> /etc/ecs/ecs.config\necho \\\n  B=2 \\\n  >> /etc/ecs/ecs.config # yes\n",
       "B=2\n"},
      {"what would run only after a failure",
       "#!/bin/bash\nyum update -y || echo A=1 >> /etc/ecs/ecs.config\n"
       "mkdir -p /etc/ecs && echo B=2 >> /etc/ecs/ecs.config\n",
       "B=2\n"},
      {"exit ends the script",
       "#!/bin/bash\necho A=1 >> /etc/ecs/ecs.config\nexit 0\necho B=2 >> /etc/ecs/ecs.config\n", "A=1\n"},
      {"the first branch is taken",
       "#!/bin/bash\nif [ -f /x ]; then\n  echo A=1 >> /etc/ecs/ecs.config\nelse\n  echo A=2 >> "
       "/etc/ecs/ecs.config\nfi\n"
       "echo B=3 >> /etc/ecs/ecs.config\n",
       "A=1\nB=3\n? conditions and loops of user data are not evaluated by the sandbox: the first branch is "
       "taken\n"},
      {"an unknown command's output", "#!/bin/bash\nhostname > /etc/ecs/ecs.config\n",
       "? not known to the sandbox, so not written to /etc/ecs/ecs.config: the output of hostname\n"},
      {"rm", "#!/bin/bash\necho A=1 >> /etc/ecs/ecs.config\nrm -f /etc/ecs/ecs.config\n", ""},
  };
  for (const auto& [description, user_data, expected] : cases)
    EXPECT_EQ(outcome(user_data), expected) << description;
}

TEST(ShellScripts, DoNotGrowWithoutEnd) {
  std::string doubling = "#!/bin/sh\nA=xx\n";
  for (int i = 0; i < 60; ++i) doubling += "A=$A$A\n";
  EXPECT_LE(outcome(doubling + "echo $A > /etc/ecs/ecs.config").size(), 16 * 1024);
  EXPECT_EQ(outcome("#!/bin/sh\nprintf '%%s\\n' a b > /etc/ecs/ecs.config"), "%s\n");
  EXPECT_EQ(outcome("#!/bin/sh\nprintf 'A%d=%s\\n' 1 a 2 b > /etc/ecs/ecs.config"), "A1=a\nA2=b\n");
  std::string nested = "#!/bin/sh\necho ";
  for (int i = 0; i < 7'000; ++i) nested += "$(";
  EXPECT_EQ(outcome(nested), "");
}

TEST(ShellScripts, SayWhatOfAGroupTheyDoNotWrite) {
  EXPECT_EQ(outcome("#!/bin/sh\n{\necho ECS_CLUSTER=web\n} >> /etc/ecs/ecs.config\n"),
            "? not known to the sandbox, so not written to /etc/ecs/ecs.config: the output of the commands "
            "up to }\n");
}

TEST(ShellScripts, CallTheAwsCli) {
  const Case cases[] = {
      {"the documented recipe",
       "#!/bin/bash\nyum install -y aws-cli\n"
       "aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n",
       "! aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n"},
      {"the region from the instance's metadata",
       "#!/bin/bash\nTOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)\n"
       "REGION=$(curl -s -H \"X-aws-ec2-metadata-token: $TOKEN\" "
       "http://169.254.169.254/latest/meta-data/placement/region)\n"
       "aws ecs put-account-setting --name awsvpcTrunking --value enabled --region $REGION\n",
       "! aws ecs put-account-setting --name awsvpcTrunking --value enabled --region eu-central-1\n"},
      {"the region from the zone",
       "#!/bin/bash\nregion=`curl -s http://169.254.169.254/latest/meta-data/placement/availability-zone | "
       "sed 's/.$//'`\n"
       "aws ecs list-clusters --region \"${region}\"\n",
       "! aws ecs list-clusters --region eu-central-1\n"},
      {"the region from the identity document",
       "#!/bin/bash\naws ecs list-clusters --region $(curl -s "
       "http://169.254.169.254/latest/dynamic/instance-identity/document | jq -r .region)\n",
       "! aws ecs list-clusters --region eu-central-1\n"},
      {"the region from the environment",
       "#!/bin/bash\nexport AWS_DEFAULT_REGION=us-east-1\naws ecs list-clusters\n",
       "! aws ecs list-clusters --region us-east-1\n"},
      {"a failure ends the script", "#!/bin/bash -xe\naws ecs list-clusters\n", "!! aws ecs list-clusters\n"},
      {"the same by set", "#!/bin/bash\nset -euo pipefail\naws ecs list-clusters\n",
       "!! aws ecs list-clusters\n"},
      {"unless it is caught", "#!/bin/bash\nset -e\naws ecs list-clusters || true\n",
       "! aws ecs list-clusters\n"},
      {"an exit of one's own", "#!/bin/bash\naws ecs list-clusters || exit 1\n",
       "! aws ecs list-clusters\n! exit\n"},
  };
  for (const auto& [description, user_data, expected] : cases)
    EXPECT_EQ(outcome(user_data), expected) << description;
}

TEST(ShellScripts, ActionsHangOnTheCallBefore) {
  const auto scripts = read_user_data(
      "#!/bin/bash\naws a && echo A=1 >> /f\naws b || echo B=1 | tee /f\necho C=1 >> /f\n", kFacts);
  ASSERT_EQ(scripts.size(), 1u);
  std::vector<BootAction::Joint> joints;
  for (const BootAction& action : scripts[0].actions) joints.push_back(action.joint);
  using Joint = BootAction::Joint;
  EXPECT_EQ(joints, (std::vector{Joint::kAlways, Joint::kIfSucceeded, Joint::kAlways, Joint::kIfFailed,
                                 Joint::kAlways}));
}

TEST(UserData, ComesInSeveralForms) {
  const Case cases[] = {
      {"nothing", "", ""},
      {"cloud-config",
       "#cloud-config\nwrite_files:\n  - path: /etc/ecs/ecs.config\n    content: |\n      ECS_CLUSTER=web\n"
       "runcmd:\n  - echo B=2 >> /etc/ecs/ecs.config\n  - [ sh, -c, \"echo C=3 >> /etc/ecs/ecs.config\" ]\n"
       "  - [ aws, ecs, list-clusters ]\n",
       "ECS_CLUSTER=web\nB=2\nC=3\n! aws ecs list-clusters\n"},
      {"bootcmd runs before write_files",
       "#cloud-config\nwrite_files:\n  - {path: /etc/ecs/ecs.config, content: \"A=1\\n\"}\nbootcmd:\n  - "
       "echo B=2 >> /etc/ecs/ecs.config\n",
       "A=1\n"},
      {"write_files may append, and be base64",
       "#cloud-config\nwrite_files:\n  - {path: /etc/ecs/ecs.config, content: QT0xCg==, encoding: b64, "
       "append: true}\n",
       "A=1\n"},
      {"cloud-config that is no YAML", "#cloud-config\na: [\n",
       "? [WARNING]: Failed loading yaml blob. Invalid format at line 3 column 1: end of sequence flow not "
       "found\n"},
      {"several parts: scripts in their order, runcmd last",
       "Content-Type: multipart/mixed; boundary=\"==B==\"\nMIME-Version: 1.0\n\n--==B==\n"
       "Content-Type: text/cloud-config; charset=\"us-ascii\"\n\n#cloud-config\nruncmd:\n  - echo D=4 >> "
       "/etc/ecs/ecs.config\n"
       "--==B==\nContent-Type: text/x-shellscript; charset=\"us-ascii\"\n\n#!/bin/bash\necho B=2 >> "
       "/etc/ecs/ecs.config\n"
       "--==B==\nContent-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\n"
       "IyEvYmluL2Jhc2gKZWNobyBDPTMgPj4gL2V0Yy9lY3MvZWNzLmNvbmZpZwo=\n"
       "--==B==\nContent-Type: text/cloud-boothook\n\n#cloud-boothook\necho A=1 >> "
       "/etc/ecs/ecs.config\n--==B==--\n",
       "A=1\nB=2\nC=3\nD=4\n"},
      {"carriage returns",
       "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
       "Content-Type: text/x-shellscript\r\n\r\n#!/bin/bash\r\necho A=1 >> /etc/ecs/ecs.config\r\n--b--\r\n",
       "A=1\n"},
      {"neither", "hello",
       "? __init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata\n"},
  };
  for (const auto& [description, user_data, expected] : cases)
    EXPECT_EQ(outcome(user_data), expected) << description;
}

}  // namespace
}  // namespace eni::sandbox::hosts
