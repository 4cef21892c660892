#include "sandbox/hosts/user_data.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sandbox/hosts/cloud_config.h"
#include "sandbox/hosts/jinja_template.h"
#include "sandbox/hosts/user_part.h"

namespace eni::sandbox::hosts {
namespace {

using Frequency = BootStep::Frequency;
using Origin = ScriptToRun::Origin;

constexpr std::string_view kInstance = "/var/lib/cloud/instance/";
constexpr std::string_view kBoothook = "#cloud-boothook";

/// What is refused by name: it brings in what the sandbox has not.
constexpr std::string_view kRefused[] = {"text/x-include-url", "text/x-include-once-url", "text/part-handler",
                                         "text/cloud-config-jsonp"};

/// Folders of scripts, in the order in which newer versions run them before those of the instance.
struct Folder {
  std::string_view type;
  std::string_view path;
  Frequency frequency;
};
constexpr Folder kFolders[] = {
    {"text/x-shellscript-per-once", "/var/lib/cloud/scripts/per-once/", Frequency::kFirstBoot},
    {"text/x-shellscript-per-boot", "/var/lib/cloud/scripts/per-boot/", Frequency::kEveryBoot},
    {"text/x-shellscript-per-instance", "/var/lib/cloud/scripts/per-instance/", Frequency::kFirstBoot},
};

/// Python's repr of the beginning of a text's first line, as the warning has it.
std::string beginning(std::string_view text, CloudInit version) {
  std::string shown;
  for (const char c : text.substr(0, std::min<std::size_t>(24, text.find('\n')))) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\t' || c == '\r' || c == '\\') {
      shown += c == '\t' ? "\\t" : c == '\r' ? "\\r" : "\\\\";
    } else if (byte < ' ' || byte > '~') {
      shown += "\\x" + hex(std::string_view{&c, 1});
    } else {
      shown.push_back(c);
    }
  }
  return version == CloudInit::k19 ? "'" + shown + "...'" : "'b'" + shown + "'...'";
}

std::string clean_file_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '/') out.push_back('_');
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 ||
        std::string_view{"_-.()"}.find(c) != std::string_view::npos)
      out.push_back(c);
  }
  return out;
}

/// The kernel runs what begins with an interpreter or is a program of its own.
bool is_executable(std::string_view text) {
  return text.starts_with("#!") || text.starts_with(
                                       "\x7f"
                                       "ELF");
}

std::string exec_format_error(std::string_view path) {
  return "util.py[WARNING]: Failed running " + std::string(path) +
         " [-]\nExec format error. Missing #! in script?\nCommand: ['" + std::string(path) +
         "']\nExit code: -\nReason: [Errno 8] Exec format error: b'" + std::string(path) + "'";
}

std::string_view without_leading_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n\v\f"), text.size()));
  return text;
}

class Planner {
 public:
  explicit Planner(const MachineFacts& facts) : facts_{facts} {}

  BootPlan plan(std::string_view bytes) {
    UserParts parts = take_apart(bytes, facts_);
    for (BootStep& note : parts.notes) plan_.push_back(std::move(note));
    for (UserPart& part : parts.parts) add(std::move(part));
    for (ScriptToRun& script : config_.scripts(plan_))
      scripts_.insert_or_assign(script.name, std::move(script));
    for (BootStep& step : config_.steps(facts_)) plan_.push_back(std::move(step));
    for (std::size_t i = 0; i < std::size(kFolders); ++i) run_all(folders_[i], kFolders[i].frequency);
    run_all(scripts_, Frequency::kFirstBoot);
    return std::move(plan_);
  }

 private:
  using Scripts = std::map<std::string, ScriptToRun>;

  void say(std::string text) { plan_.push_back({Frequency::kEveryBoot, ConsoleMessage{std::move(text)}}); }
  void refuse(std::string what) {
    plan_.push_back({Frequency::kFirstBoot, UnsupportedInput{std::move(what)}});
  }

  void add(UserPart part) {
    if (part.content_type == "text/jinja2") return render(std::move(part));
    const bool is_refused =
        std::find(std::begin(kRefused), std::end(kRefused), part.content_type) != std::end(kRefused);
    if (is_refused) return refuse(part.file_name + " of the type " + part.content_type);
    if (handle(part) || part.text.empty()) return;
    const char* kind = part.content_type == "text/x-not-multipart" ? "Unhandled non-multipart ("
                                                                   : "Unhandled unknown content-type (";
    say("__init__.py[WARNING]: " + (kind + part.content_type) +
        ") userdata: " + beginning(part.text, facts_.cloud_init));
  }

  void render(UserPart part) {
    // Only at the very beginning is the line the template's; else its handler fails.
    if (type_by_beginning(part.text) != "text/jinja2" || !to_lower(part.text.substr(0, 2)).starts_with("##"))
      return say(
          "util.py[WARNING]: Failed calling handler JinjaTemplatePartHandler: [['text/jinja2']] "
          "(text/jinja2, " +
          part.file_name + ", 3) with frequency once-per-instance");
    auto rendered = render_jinja(part.text, facts_);
    if (rendered.has_error()) return refuse(part.file_name + " " + rendered.error().message);
    if (rendered->empty()) return;
    part.text = *std::move(rendered);
    part.content_type = std::string(type_by_beginning(part.text));
    if (handle(part)) return;
    say("jinja_template.py[WARNING]: Ignoring jinja template for " + part.file_name +
        ". Could not find supported sub-handler for type " +
        (part.content_type.empty() ? "None" : part.content_type));
  }

  /// False if there is no handler of its type.
  bool handle(const UserPart& part) {
    if (part.content_type == "text/upstart-job") return true;
    if (part.content_type == "text/cloud-config") return config_.merge(part, plan_), true;
    if (part.content_type == "text/cloud-boothook") return run_boothook(part), true;
    if (part.content_type == "text/x-shellscript")
      return keep(scripts_, part, std::string(kInstance) + "scripts/"), true;
    if (facts_.cloud_init == CloudInit::k19) return false;
    for (std::size_t i = 0; i < std::size(kFolders); ++i)
      if (part.content_type == kFolders[i].type)
        return keep(folders_[i], part, std::string(kFolders[i].path)), true;
    return false;
  }

  void run_boothook(const UserPart& part) {
    std::string_view text = part.text;
    std::string unix_text = with_unix_line_ends(std::string(text));
    text = unix_text;
    if (text.starts_with(kBoothook)) text.remove_prefix(kBoothook.size());
    const std::string name = clean_file_name(part.file_name);
    run({Origin::kBoothook, name, std::string(kInstance) + "boothooks/" + name,
         std::string(without_leading_blanks(text))},
        Frequency::kEveryBoot);
  }

  static void keep(Scripts& scripts, const UserPart& part, const std::string& folder) {
    const std::string name = clean_file_name(part.file_name);
    scripts.insert_or_assign(
        name, ScriptToRun{Origin::kUserScripts, name, folder + name, with_unix_line_ends(part.text)});
  }

  void run_all(Scripts& scripts, Frequency frequency) {
    for (auto& [name, script] : scripts) run(std::move(script), frequency);
  }

  void run(ScriptToRun script, Frequency frequency) {
    if (is_executable(script.text)) {
      plan_.push_back({frequency, std::move(script)});
    } else {
      plan_.push_back({frequency, ConsoleMessage{exec_format_error(script.path)}});
    }
  }

  const MachineFacts& facts_;
  BootPlan plan_;
  CloudConfig config_;
  Scripts folders_[std::size(kFolders)];
  Scripts scripts_;  ///< by name, as they run
};

}  // namespace

BootPlan read_user_data(std::string_view bytes, const MachineFacts& facts) {
  if (bytes.empty()) return {};
  return Planner{facts}.plan(bytes);
}

}  // namespace eni::sandbox::hosts
