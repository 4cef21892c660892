#include "sandbox/hosts/user_data.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sandbox/hosts/interpreted_boot.h"

namespace eni::sandbox::hosts {
namespace {

MachineFacts facts() {
  MachineFacts facts;
  facts.region = "eu-central-1";
  facts.zone = "eu-central-1b";
  facts.instance_id = "i-0123";
  facts.instance_type = "c5.large";
  facts.image_id = "ami-1";
  facts.private_ip = "10.0.0.4";
  facts.private_dns_name = "ip-10-0-0-4.eu-central-1.compute.internal";
  return facts;
}

std::string octal(unsigned mode) {
  return mode == 0 ? "" : octal(mode / 8) + static_cast<char>('0' + mode % 8);
}

std::string shown(const BootStep& step) {
  std::string out = step.frequency == BootStep::Frequency::kEveryBoot ? "* " : "";
  if (const auto* message = std::get_if<ConsoleMessage>(&step.what)) return "? " + message->text + "\n";
  if (const auto* input = std::get_if<UnsupportedInput>(&step.what))
    return "unsupported: " + input->what + "\n";
  if (const auto* file = std::get_if<FileToWrite>(&step.what)) {
    const char* mode = file->mode == FileToWrite::Mode::kAppend ? " append" : "";
    return out + file->path + " " + octal(file->permissions) + " " + file->owner + mode + ": " +
           file->content + "\n";
  }
  const auto& script = std::get<ScriptToRun>(step.what);
  return out + "run " + (script.path.empty() ? script.name : script.path) + ": " + script.text + "\n";
}

std::string plan_of(std::string_view user_data, const MachineFacts& of = facts()) {
  std::string out;
  for (const BootStep& step : read_user_data(user_data, of)) out += shown(step);
  return out;
}

/// gzip of "#!/bin/sh\nexit 0\n".
std::string gzipped_script() {
  return *base64_decode("H4sIAAAAAAAC/1NW1E/KzNMvzuBKrcgsUTDgAgDihkXDEQAAAA==");
}

struct Case {
  std::string_view description;
  std::string user_data;
  std::string plan;
};

void expect(const std::vector<Case>& cases) {
  for (const auto& [description, user_data, plan] : cases) EXPECT_EQ(plan_of(user_data), plan) << description;
}

std::string multipart(const std::string& parts) {
  return "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=B=\"\n\n" + parts + "--=B=--\n";
}

std::string part(const std::string& headers, const std::string& body) {
  return "--=B=\n" + headers + "\n\n" + body + "\n";
}

const std::string kScripts = "/var/lib/cloud/instance/scripts/";

std::string exec_format_error(const std::string& path) {
  return "? util.py[WARNING]: Failed running " + path +
         " [-]\nExec format error. Missing #! in script?\nCommand: ['" + path +
         "']\nExit code: -\nReason: [Errno 8] Exec format error: b'" + path + "'\n";
}

TEST(UserData, IsToldByItsBeginning) {
  expect({
      {"nothing", "", ""},
      {"a script", "#!/bin/sh\ntrue\n", "run " + kScripts + "part-001: #!/bin/sh\ntrue\n\n"},
      {"line ends of Windows", "#!/bin/sh\r\ntrue\r\n", "run " + kScripts + "part-001: #!/bin/sh\ntrue\n\n"},
      {"blanks before a script", "\n #!/bin/sh\ntrue\n", exec_format_error(kScripts + "part-001")},
      {"blanks before cloud-config", "\n#cloud-config\nruncmd: [a]\n",
       "run " + kScripts + "runcmd: #!/bin/sh\na\n\n"},
      {"a boothook", "#cloud-boothook\n#!/bin/sh\ntrue\n",
       "* run /var/lib/cloud/instance/boothooks/part-001: #!/bin/sh\ntrue\n\n"},
      {"a boothook without a shell", "#cloud-boothook\ntrue\n",
       exec_format_error("/var/lib/cloud/instance/boothooks/part-001")},
      {"neither", "hello, all the wide world\nof it",
       "? __init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'hello, all the "
       "wide "
       "worl'...'\n"},
      {"an address", "#include\nhttp://example.com/x\n",
       "unsupported: part-001 of the type text/x-include-url\n"},
      {"a handler", "#part-handler\n", "unsupported: part-001 of the type text/part-handler\n"},
      {"an upstart job", "#upstart-job\n", ""},
      {"an archive",
       "#cloud-config-archive\n- |\n  #!/bin/sh\n- {type: text/cloud-config, content: 'bootcmd: [a]'}\n",
       "* run /tmp/bootcmd: #!/bin/sh\na\n\nrun " + kScripts + "part-001: #!/bin/sh\n\n"},
  });
}

TEST(UserData, MayBePacked) {
  const std::string plan = "run " + kScripts + "part-001: #!/bin/sh\nexit 0\n\n";
  expect({
      {"gzip", gzipped_script(), plan},
      {"base64 twice", base64_encode("#!/bin/sh\nexit 0\n"), plan},
      {"base64 twice of gzip", base64_encode(gzipped_script()), plan},
      {"a part of gzip",
       multipart(part("Content-Type: application/x-gzip\nContent-Transfer-Encoding: base64",
                      base64_encode(gzipped_script()))),
       plan},
      {"what looks like gzip", std::string("\x1f\x8b nothing"),
       "? __init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'\\x1f\\x8b "
       "nothing'...'\n"},
      {"a part that is no gzip", multipart(part("Content-Type: application/gzip", "x")),
       "unsupported: a part that is no gzip: Failed decompressing payload from application/gzip of length 1 "
       "due to: Not a "
       "gzipped file\n"},
  });
  MachineFacts older = facts();
  older.cloud_init = CloudInit::k19;
  EXPECT_EQ(plan_of("IyEvYmluL3NoCmV4\naXQgMAo=", older), plan);
  EXPECT_EQ(plan_of("IyEvYmluL3NoCmV4\naXQgMAo=").substr(0, 11), "? __init__.");
}

TEST(UserData, MayHaveSeveralParts) {
  expect({
      {"in cloud-init's order: boothooks, bootcmd, files, scripts by name, with runcmd among them",
       multipart(
           part("Content-Type: text/cloud-config",
                "runcmd: [d]\nbootcmd: [b]\nwrite_files: [{path: /tmp/f, content: c}]") +
           part("Content-Type: text/x-shellscript; charset=\"us-ascii\"\nContent-Disposition: attachment; "
                "filename=\"z/z.sh\"",
                "#!/bin/sh\ne") +
           part("Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64", "IyEvYmluL3NoCmMK") +
           part("Content-Type: text/cloud-boothook", "#!/bin/sh\na")),
       "* run /var/lib/cloud/instance/boothooks/part-004: #!/bin/sh\na\n* run /tmp/bootcmd: #!/bin/sh\nb\n\n"
       "/tmp/f 644 root:root: c\nrun " +
           kScripts + "part-003: #!/bin/sh\nc\n\nrun " + kScripts + "runcmd: #!/bin/sh\nd\n\nrun " +
           kScripts + "z_z.sh: #!/bin/sh\ne\n"},
      {"a later cloud-config replaces keys",
       multipart(part("Content-Type: text/cloud-config", "runcmd: [a]\nbootcmd: [b]") +
                 part("Content-Type: text/cloud-config", "runcmd: [c]")),
       "* run /tmp/bootcmd: #!/bin/sh\nb\n\nrun " + kScripts + "runcmd: #!/bin/sh\nc\n\n"},
      {"a second that is to be merged otherwise",
       multipart(part("Content-Type: text/cloud-config", "runcmd: [a]") +
                 part("Content-Type: text/cloud-config\nMerge-Type: list(append)", "runcmd: [c]")),
       "unsupported: merge_how of the cloud-config part-002\nrun " + kScripts + "runcmd: #!/bin/sh\na\n\n"},
      {"quoted-printable",
       multipart(part("Content-Type: text/x-shellscript\nContent-Transfer-Encoding: quoted-printable",
                      "#!/bin/sh\nA=3D=\n1")),
       "run " + kScripts + "part-001: #!/bin/sh\nA=1\n"},
      {"a message within",
       multipart(part("Content-Type: multipart/mixed; boundary=i",
                      "--i\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n--i--")),
       "run " + kScripts + "part-001: #!/bin/sh\n"},
      {"a part that begins with a blank line",
       multipart(part("Content-Type: text/x-shellscript", "\n#!/bin/sh")),
       exec_format_error(kScripts + "part-001")},
      {"one part that says its version", "MIME-Version: 1.0\nContent-Type: text/x-shellscript\n\n#!/bin/sh\n",
       "run " + kScripts + "part-001: #!/bin/sh\n\n"},
      {"without the version, it is no message", "Content-Type: multipart/mixed; boundary=b\n\n--b\n",
       "? __init__.py[WARNING]: Unhandled non-multipart (text/x-not-multipart) userdata: 'b'Content-Type: "
       "multipart/'...'\n"},
      {"an unknown type", multipart(part("Content-Type: text/html", "<p>")),
       "? __init__.py[WARNING]: Unhandled unknown content-type (text/html) userdata: 'b'<p>'...'\n"},
      {"scripts of every boot",
       multipart(part("Content-Type: text/x-shellscript-per-boot", "#!/bin/sh") +
                 part("Content-Type: text/x-shellscript", "#!/bin/sh")),
       "* run /var/lib/cloud/scripts/per-boot/part-001: #!/bin/sh\nrun " + kScripts +
           "part-002: #!/bin/sh\n"},
      {"too deep",
       [] {
         std::string text = "MIME-Version: 1.0\n";
         for (int i = 0; i < 400; ++i) text += "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
         return text;
       }(),
       ""},
  });
}

TEST(CloudConfig, MakesScriptsAndFiles) {
  const auto files = [](const std::string& text) { return "#cloud-config\nwrite_files:\n- " + text + "\n"; };
  expect({
      {"commands as texts and lists",
       "#cloud-config\nruncmd:\n- echo $A\n- [echo, \"it's\", 1, yes, null]\n- \n",
       "run " + kScripts + "runcmd: #!/bin/sh\necho $A\n'echo' 'it'\\''s' '1' 'True' 'None'\n\n"},
      {"a command that is neither", "#cloud-config\nruncmd:\n- {a: b}\n",
       "? util.py[WARNING]: Failed to shellify runcmd: Unable to shellify type 'dict'. Expected list, "
       "string, tuple.\n"
       "util.py[WARNING]: Running module runcmd (<module 'cloudinit.config.cc_runcmd'>) failed\n"},
      {"commands that are no list", "#cloud-config\nruncmd: reboot\n",
       "? util.py[WARNING]: Failed to shellify runcmd: Input to shellify was type 'str'. Expected list or "
       "tuple.\n"
       "util.py[WARNING]: Running module runcmd (<module 'cloudinit.config.cc_runcmd'>) failed\n"},
      {"a float in a command", "#cloud-config\nruncmd: [[sleep, 1e5]]\n",
       "unsupported: runcmd: the plain value 1e5\n"},
      {"a file", files("{path: /a/../b//c, content: x, permissions: '0600', owner: 'a:b', append: true}"),
       "/b/c 600 a:b append: x\n"},
      {"permissions as a number", files("{path: /a, permissions: 0755}"), "/a 755 root:root: \n"},
      {"permissions as a decimal number", files("{path: /a, permissions: 644}"), "/a 1204 root:root: \n"},
      {"permissions that are none", files("{path: /a, permissions: rw}"),
       "? cc_write_files.py[WARNING]: Undecodable permissions 'rw', returning default 644\n/a 644 root:root: "
       "\n"},
      {"base64", files("{path: /a, encoding: b64, content: QT0x}"), "/a 644 root:root: A=1\n"},
      {"gzip in base64",
       files("{path: /a, encoding: gz+b64, content: " + base64_encode(gzipped_script()) + "}"),
       "/a 644 root:root: #!/bin/sh\nexit 0\n\n"},
      {"gzip as binary",
       files("{path: /a, encoding: gzip, content: !!binary " + base64_encode(gzipped_script()) + "}"),
       "/a 644 root:root: #!/bin/sh\nexit 0\n\n"},
      {"an unknown encoding", files("{path: /a, encoding: rot13, content: x}"),
       "? cc_write_files.py[WARNING]: Unknown encoding type rot13, assuming text/plain\n/a 644 root:root: "
       "x\n"},
      {"no path", files("{content: x}"),
       "? cc_write_files.py[WARNING]: No path provided to write for entry 1 in module write-files\n"},
      {"what cannot be unpacked ends the module", files("{path: /a, encoding: gz, content: x}\n- {path: /b}"),
       "? util.py[WARNING]: Running module write-files (<module 'cloudinit.config.cc_write_files'>) "
       "failed\n"},
      {"deferred files and packages", files("{path: /a, defer: true}") + "packages: [jq, [git, '2']]\n",
       "run package-update-upgrade-install: #!/bin/sh\nyum -t -y install 'jq' 'git-2'\n\n/a 644 root:root: "
       "\n"},
      {"the last of equal keys counts", "#cloud-config\nbootcmd: [a]\nbootcmd: [b]\n",
       "* run /tmp/bootcmd: #!/bin/sh\nb\n\n"},
      {"no YAML", "#cloud-config\na: [\n",
       "? util.py[WARNING]: Failed loading yaml blob. Invalid format at line 3 column 1: end of sequence "
       "flow not found\n"
       "? util.py[WARNING]: Failed at merging in cloud config part from part-001\n"},
      {"no map", "#cloud-config\n- a\n",
       "? util.py[WARNING]: Failed loading yaml blob. Yaml load allows (<class 'dict'>,) root types, but got "
       "list instead\n"
       "? util.py[WARNING]: Failed at merging in cloud config part from part-001\n"},
      {"what decides the host's fate", "#cloud-config\npower_state: {mode: poweroff}\n",
       "unsupported: power_state of the cloud-config part-001\n"},
      {"what does not", "#cloud-config\ntimezone: Europe/Berlin\nfinal_message: done\n", ""},
  });
  MachineFacts older = facts();
  older.cloud_init = CloudInit::k19;
  EXPECT_EQ(plan_of(files("{path: /a, defer: true}"), older), "/a 644 root:root: \n");
}

TEST(JinjaTemplates, TakeTheInstancesData) {
  const std::string first = "## template: jinja\n";
  expect({
      {"variables",
       first + "#!/bin/sh\n# {{ v1.region }} {{region}} {{ ds.meta_data.instance_id }} {{ "
               "ds.meta_data['instance-id'] }} {{ "
               "v1.local_hostname }} {{ ds.meta_data.local_hostname }} { {# none #}}\n",
       "run " + kScripts +
           "part-001: #!/bin/sh\n# eu-central-1 eu-central-1 i-0123 i-0123 ip-10-0-0-4 "
           "ip-10-0-0-4.eu-central-1.compute.internal { }\n\n"},
      {"cloud-config", first + "#cloud-config\nbootcmd: ['{{ v1.availability_zone }}']\n",
       "* run /tmp/bootcmd: #!/bin/sh\neu-central-1b\n\n"},
      {"an unknown variable", first + "#!/bin/sh\n{{ v1.cloud }}\n",
       "unsupported: part-001 line 3: '{{ v1.cloud }}' of a jinja template\n"},
      {"a filter", first + "#!/bin/sh\n{{ region | upper }}\n",
       "unsupported: part-001 line 3: '{{ region | upper }}' of a jinja template\n"},
      {"a condition", first + "#!/bin/sh\n{% if true %}\n",
       "unsupported: part-001 line 3: '{%' of a jinja template\n"},
      {"what it makes is of no type", first + "hello\n",
       "? jinja_template.py[WARNING]: Ignoring jinja template for part-001. Could not find supported "
       "sub-handler for type "
       "None\n"},
      {"blanks before it", "\n" + first,
       "? util.py[WARNING]: Failed calling handler JinjaTemplatePartHandler: [['text/jinja2']] (text/jinja2, "
       "part-001, 3) "
       "with frequency once-per-instance\n"},
  });
}

TEST(UserData, IsBoundInSize) {
  // 1 MiB of zeros and one more packs into a kilobyte.
  std::string aliases = "#cloud-config\na: &a [" + std::string(2'000, 'x') + "]\nruncmd: [*a";
  for (int i = 0; i < 2'000; ++i) aliases += ",*a";
  EXPECT_EQ(plan_of(aliases + "]\n"), "unsupported: runcmd: more than 1048576 bytes\n");
  std::string deep = "#cloud-config\nruncmd: ";
  for (int i = 0; i < 8'000; ++i) deep += "[";
  EXPECT_EQ(plan_of(deep).substr(0, 50), "? util.py[WARNING]: Failed loading yaml blob. Inva");
}

TEST(InterpretedBoots, RunWhatIsDue) {
  const std::string user_data =
      "#cloud-config\nbootcmd: [echo b]\nwrite_files: [{path: /etc/ecs/ecs.config, content: A=1}]\nruncmd: "
      "[echo r]\n";
  const BootPlan plan = read_user_data(user_data, facts());
  const auto first = interpret_plan(plan, BootKind::kFirst, facts());
  ASSERT_TRUE(first.has_value());
  ASSERT_EQ(first->size(), 3u);
  EXPECT_EQ((*first)[1].actions[0].text, "A=1");
  const auto later = interpret_plan(plan, BootKind::kLater, facts());
  ASSERT_TRUE(later.has_value());
  ASSERT_EQ(later->size(), 1u);
  EXPECT_EQ((*later)[0].actions[0].text, "b");
}

TEST(InterpretedBoots, AreUnderstoodCompletelyOrNotAtAll) {
  const std::pair<std::string, std::string> cases[] = {
      {"#!/bin/sh\necho A >> /etc/ecs/ecs.config\nif true; then :; fi\n",
       "the sandbox does not interpret /var/lib/cloud/instance/scripts/part-001 line 3: 'if' is beyond what "
       "the sandbox "
       "interprets itself"},
      {"#cloud-config\nwrite_files: [{path: /etc/docker/daemon.json}]\n",
       "the sandbox does not interpret /etc/docker/daemon.json, whose effect it does not know"},
      {"#cloud-config\nwrite_files: [{path: /tmp/a, owner: nginx}]\n",
       "the sandbox does not interpret the owner nginx of /tmp/a"},
      {"#include http://a\n", "the sandbox does not interpret part-001 of the type text/x-include-url"},
  };
  for (const auto& [user_data, message] : cases) {
    const auto steps = interpret_plan(read_user_data(user_data, facts()), BootKind::kFirst, facts());
    ASSERT_TRUE(steps.has_error()) << user_data;
    EXPECT_EQ(steps.error().message, message);
  }
}

}  // namespace
}  // namespace eni::sandbox::hosts
