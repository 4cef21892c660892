#include "sandbox/hosts/cloud_config.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "sandbox/gateway/gzip_stream.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = YamlScalar::Kind;
using Frequency = BootStep::Frequency;

constexpr std::string_view kScripts = "/var/lib/cloud/instance/scripts/";

/// Modules that the sandbox does not carry out, and that run programs, start the machine anew or choose other modules.
constexpr std::string_view kFateful[] = {"ansible",
                                         "bootcmd_modules",
                                         "chef",
                                         "cloud_config_modules",
                                         "cloud_final_modules",
                                         "cloud_init_modules",
                                         "landscape",
                                         "lxd",
                                         "mcollective",
                                         "merge_how",
                                         "power_state",
                                         "puppet",
                                         "random_seed",
                                         "salt_minion",
                                         "snap",
                                         "vendor_data",
                                         "launch-index"};

BootStep say(std::string text, Frequency frequency = Frequency::kFirstBoot) {
  return {frequency, ConsoleMessage{std::move(text)}};
}
BootStep refuse(std::string what) { return {Frequency::kFirstBoot, UnsupportedInput{std::move(what)}}; }

std::string module_failed(std::string_view name) {
  const std::string module = "cc_" + replace_all(name, "-", "_");
  return "util.py[WARNING]: Running module " + std::string(name) + " (<module 'cloudinit.config." + module +
         "'>) failed";
}

/// Why a list of commands or files is not taken.
struct Refusal {
  enum class By : std::uint8_t { kCloudInit, kSandbox } by = By::kSandbox;
  std::string reason;
};

std::string quoted(std::string_view word) { return "'" + replace_all(word, "'", "'\\''") + "'"; }

std::string type_name(const YAML::Node& node) {
  if (node.IsMap()) return "dict";
  if (node.IsSequence()) return "list";
  return resolve_scalar(node).kind == Kind::kBoolean ? "bool" : "int";
}

/// One entry of the list as a line of shell.
Result<std::string, Refusal> shell_line(const YAML::Node& entry) {
  if (entry.IsNull()) return std::string{};
  if (entry.IsScalar()) {
    const YamlScalar scalar = resolve_scalar(entry);
    if (scalar.kind == Kind::kText) return scalar.text + "\n";
    if (scalar.kind == Kind::kNull) return std::string{};
    if (scalar.kind == Kind::kOther) return Refusal{Refusal::By::kSandbox, "the plain value " + scalar.text};
  }
  if (!entry.IsSequence()) {
    return Refusal{Refusal::By::kCloudInit,
                   "Unable to shellify type '" + type_name(entry) + "'. Expected list, string, tuple."};
  }
  std::vector<std::string> words;
  for (const YAML::Node& word : entry) {
    if (!word.IsScalar() && !word.IsNull()) return Refusal{Refusal::By::kSandbox, "a list within a command"};
    const YamlScalar scalar = resolve_scalar(word);
    if (scalar.kind == Kind::kOther) return Refusal{Refusal::By::kSandbox, "the plain value " + scalar.text};
    words.push_back(quoted(scalar.text));
  }
  return join(words, " ") + "\n";
}

/// The script that cloud-init's `shellify` makes of a list. Aliases can repeat a long entry many times.
Result<std::string, Refusal> shellify(const YAML::Node& list) {
  if (!list.IsSequence()) {
    const std::string type = list.IsScalar() ? "str" : type_name(list);
    return Refusal{Refusal::By::kCloudInit,
                   "Input to shellify was type '" + type + "'. Expected list or tuple."};
  }
  std::string script = "#!/bin/sh\n";
  for (const YAML::Node& entry : list) {
    ENI_TRY(const std::string line, shell_line(entry));
    script += line;
    if (script.size() > kMaxUnpackedBytes)
      return Refusal{Refusal::By::kSandbox, "more than " + std::to_string(kMaxUnpackedBytes) + " bytes"};
  }
  return script;
}

// ---- write_files -------------------------------------------------------------------------------------------

/// As Python's os.path.abspath in the folder "/".
std::string absolute(std::string_view path) {
  std::vector<std::string> kept;
  for (const std::string& piece : split(path, '/')) {
    if (piece == ".." && !kept.empty()) kept.pop_back();
    if (!piece.empty() && piece != "." && piece != "..") kept.push_back(piece);
  }
  return "/" + join(kept, "/");
}

bool is_true(const YAML::Node& file, std::string_view name) {
  const auto member = last_member(file, name);
  if (!member || !member->IsScalar()) return false;
  const std::string text = to_lower(trim(resolve_scalar(*member).text));
  return text == "true" || text == "1" || text == "on" || text == "yes";
}

std::string octal(unsigned permissions) {
  std::string out;
  for (; permissions > 0; permissions /= 8) out.insert(out.begin(), static_cast<char>('0' + permissions % 8));
  return out.empty() ? "0" : out;
}

/// A number is meant as it is, so 644 without quotes and zero is another mode; a text is octal.
std::optional<unsigned> permissions_of(const YAML::Node& node) {
  const YamlScalar scalar = resolve_scalar(node);
  const bool is_octal = scalar.kind == Kind::kText;
  const auto number = parse_integer(scalar.text);
  if (!number || *number < 0 || *number > 7777'7777) return std::nullopt;
  if (!is_octal) return static_cast<unsigned>(*number);
  unsigned value = 0;
  for (const char digit : scalar.text) {
    if (digit > '7') return std::nullopt;
    value = value * 8 + static_cast<unsigned>(digit - '0');
  }
  return value;
}

struct Encoding {
  std::string_view name;
  bool base64;
  bool gzip;
};

constexpr Encoding kEncodings[] = {{"", false, false},        {"text/plain", false, false},
                                   {"gz", false, true},       {"gzip", false, true},
                                   {"b64", true, false},      {"base64", true, false},
                                   {"gz+base64", true, true}, {"gzip+base64", true, true},
                                   {"gz+b64", true, true},    {"gzip+b64", true, true}};

/// As Python's b64decode: what is no digit is passed over, and padding must be there.
std::optional<std::string> lenient_base64(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '+' || c == '/' || c == '=')
      digits.push_back(c);
  return base64_decode(digits);
}

class FileReader {
 public:
  FileReader(std::vector<BootStep>& steps, std::string_view module) : steps_{steps}, module_{module} {}

  /// False if nothing after it is written.
  bool read(const YAML::Node& entry, std::size_t number) {
    if (!entry.IsMap()) return fail();
    if (last_member(entry, "<<")) return refuse_entry("a merge key");
    FileToWrite file;
    const std::string path = text_member(entry, "path");
    if (path.empty()) {
      warn("No path provided to write for entry " + std::to_string(number) + " in module " + module_);
      return true;
    }
    file.path = absolute(path);
    if (is_true(entry, "append")) file.mode = FileToWrite::Mode::kAppend;
    if (const auto owner = last_member(entry, "owner"); owner && owner->IsScalar())
      file.owner = owner->Scalar();
    read_permissions(entry, file);
    if (!read_content(entry, file)) return false;
    total_ += file.content.size();
    if (total_ > kMaxUnpackedBytes) return refuse_entry("more than the sandbox reads");
    steps_.push_back({Frequency::kFirstBoot, std::move(file)});
    return true;
  }

 private:
  bool fail() {
    steps_.push_back(say(module_failed(module_)));
    return false;
  }
  bool refuse_entry(const std::string& what) {
    steps_.push_back(refuse("write_files: " + what));
    return false;
  }
  void warn(const std::string& text) { steps_.push_back(say("cc_write_files.py[WARNING]: " + text)); }

  void read_permissions(const YAML::Node& entry, FileToWrite& file) {
    const auto member = last_member(entry, "permissions");
    if (!member || !member->IsScalar() || resolve_scalar(*member).kind == Kind::kNull) return;
    const auto permissions = permissions_of(*member);
    if (!permissions)
      warn("Undecodable permissions '" + member->Scalar() + "', returning default " +
           octal(file.permissions));
    file.permissions = permissions.value_or(file.permissions);
  }

  bool read_content(const YAML::Node& entry, FileToWrite& file) {
    const auto content = last_member(entry, "content");
    if (content && !content->IsScalar()) return fail();
    const YamlScalar scalar = content ? resolve_scalar(*content) : YamlScalar{};
    if (scalar.kind != Kind::kText) return refuse_entry("content of " + file.path + " that is no text");
    file.content = scalar.text;
    const std::string name = to_lower(trim(text_member(entry, "encoding")));
    const auto* encoding = std::find_if(std::begin(kEncodings), std::end(kEncodings),
                                        [&](const Encoding& row) { return row.name == name; });
    if (encoding == std::end(kEncodings)) {
      warn("Unknown encoding type " + name + ", assuming text/plain");
      return true;
    }
    if (encoding->base64) {
      const auto decoded = lenient_base64(file.content);
      if (!decoded) return fail();
      file.content = *decoded;
    }
    if (!encoding->gzip) return true;
    auto unpacked = gunzip(file.content);
    if (unpacked.has_error() && unpacked.error().message.starts_with("unpacks to more"))
      return refuse_entry(file.path + " " + unpacked.error().message);
    if (unpacked.has_error()) return fail();
    file.content = *std::move(unpacked);
    return true;
  }

  std::vector<BootStep>& steps_;
  std::string module_;
  std::size_t total_ = 0;
};

enum class Part : std::uint8_t { kEarly, kDeferred };

void add_files(std::vector<BootStep>& steps, const YAML::Node* list, Part part, const MachineFacts& facts) {
  if (!list) return;
  // The older version knows no `defer` and writes all of them at once.
  const bool defers = facts.cloud_init != CloudInit::k19;
  FileReader reader{steps, part == Part::kEarly ? "write-files" : "write-files-deferred"};
  std::size_t number = 0;
  for (const YAML::Node& file : *list) {
    const bool is_deferred = defers && is_true(file, "defer");
    if (is_deferred != (part == Part::kDeferred)) continue;
    if (!reader.read(file, ++number)) return;
  }
}

// ---- packages ----------------------------------------------------------------------------------------------

std::optional<std::string> package_name(const YAML::Node& entry) {
  if (entry.IsScalar()) return entry.Scalar();
  if (!entry.IsSequence() || entry.size() != 2 || !entry[0].IsScalar() || !entry[1].IsScalar())
    return std::nullopt;
  return entry[0].Scalar() + "-" + entry[1].Scalar();
}

std::optional<ScriptToRun> packages_script(const YAML::Node* packages, bool updates, bool upgrades) {
  ScriptToRun script{ScriptToRun::Origin::kPackages, "package-update-upgrade-install", {}, "#!/bin/sh\n"};
  const std::size_t empty = script.text.size();
  if (updates || upgrades) script.text += "yum -t -y makecache\n";
  if (upgrades) script.text += "yum -t -y upgrade\n";
  std::string names;
  if (packages && packages->IsSequence())
    for (const YAML::Node& entry : *packages)
      if (const auto name = package_name(entry); name && names.size() < kMaxUnpackedBytes)
        names += " " + quoted(*name);
  if (!names.empty()) script.text += "yum -t -y install" + names + "\n";
  if (script.text.size() == empty) return std::nullopt;
  return script;
}

BootStep commands_not_taken(const Refusal& refusal, std::string_view key, Frequency frequency) {
  if (refusal.by == Refusal::By::kSandbox) return refuse(std::string(key) + ": " + refusal.reason);
  return say("util.py[WARNING]: Failed to shellify " + std::string(key) + ": " + refusal.reason + "\n" +
                 module_failed(key),
             frequency);
}

}  // namespace

const YAML::Node* CloudConfig::find(const std::string& key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() || found->second.IsNull() ? nullptr : &found->second;
}

void CloudConfig::merge(const UserPart& part, std::vector<BootStep>& notes) {
  const auto failed = [&](std::string reason) {
    notes.push_back(say(std::move(reason), Frequency::kEveryBoot));
    notes.push_back(say("util.py[WARNING]: Failed at merging in cloud config part from " + part.file_name,
                        Frequency::kEveryBoot));
  };
  const auto root = load_yaml(part.text);
  if (root.has_error()) return failed(root.error().message);
  if (root->IsNull()) return;
  if (!root->IsMap()) return failed(unexpected_root(*root, "dict"));
  const bool is_told_how =
      !part.merge_type.empty() || last_member(*root, "merge_how") || last_member(*root, "merge_type");
  if (has_parts_ && is_told_how) {
    notes.push_back(refuse("merge_how of the cloud-config " + part.file_name));
    return;
  }
  has_parts_ = true;
  for (const auto& member : *root) {
    if (!member.first.IsScalar()) continue;
    const std::string& key = member.first.Scalar();
    const bool is_fateful = std::find(std::begin(kFateful), std::end(kFateful), key) != std::end(kFateful);
    if (key == "<<" || (is_fateful && key != "merge_how")) {
      notes.push_back(refuse(key + " of the cloud-config " + part.file_name));
      return;
    }
    keys_[key].reset(member.second);
  }
}

std::vector<BootStep> CloudConfig::steps(const MachineFacts& facts) const {
  std::vector<BootStep> steps;
  if (const YAML::Node* list = find("bootcmd")) {
    auto script = shellify(*list);
    if (script.has_error()) {
      steps.push_back(commands_not_taken(script.error(), "bootcmd", Frequency::kEveryBoot));
    } else {
      steps.push_back({Frequency::kEveryBoot,
                       ScriptToRun{ScriptToRun::Origin::kBootcmd, "bootcmd", "/tmp/bootcmd", *script}});
    }
  }
  const YAML::Node* files = find("write_files");
  if (files && !files->IsSequence()) {
    steps.push_back(say(module_failed("write-files")));
    files = nullptr;
  }
  add_files(steps, files, Part::kEarly, facts);
  const auto is_set = [&](const char* key) {
    const YAML::Node* node = find(key);
    return node && node->IsScalar() && resolve_scalar(*node).text == "True";
  };
  auto packages = packages_script(find("packages"), is_set("package_update"), is_set("package_upgrade"));
  if (packages) steps.push_back({Frequency::kFirstBoot, *std::move(packages)});
  add_files(steps, files, Part::kDeferred, facts);
  return steps;
}

std::vector<ScriptToRun> CloudConfig::scripts(std::vector<BootStep>& notes) const {
  const YAML::Node* list = find("runcmd");
  if (!list) return {};
  auto script = shellify(*list);
  if (script.has_error()) {
    notes.push_back(commands_not_taken(script.error(), "runcmd", Frequency::kFirstBoot));
    return {};
  }
  return {
      {ScriptToRun::Origin::kUserScripts, "runcmd", std::string(kScripts) + "runcmd", *std::move(script)}};
}

}  // namespace eni::sandbox::hosts
