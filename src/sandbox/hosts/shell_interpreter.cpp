#include "sandbox/hosts/shell_interpreter.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "sandbox/hosts/aws_command.h"
#include "sandbox/hosts/inert_path.h"
#include "sandbox/hosts/metadata_request.h"
#include "sandbox/hosts/shell_commands.h"
#include "sandbox/hosts/shell_options.h"
#include "sandbox/hosts/shell_output.h"
#include "sandbox/hosts/shell_syntax.h"
#include "sandbox/hosts/shell_variables.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using When = BootAction::When;
using Shows = BootAction::Shows;
using ListOperator = ShellListItem::ListOperator;
using Words = std::vector<std::string>;

constexpr std::string_view kNull = "/dev/null";

// ---- where output goes -------------------------------------------------------------------------------------

struct Target {
  enum class To : std::uint8_t { kConsole, kNext, kNowhere, kFile } to = To::kConsole;
  std::string path = {};
};
using To = Target::To;

enum class CouldOpen : std::uint8_t { kYes, kNo };

struct Streams {
  CouldOpen could_open = CouldOpen::kYes;
  std::string input;
  Target output;
  Target errors;
};

class Interpreter {
 public:
  Interpreter(const MachineFacts& facts, ShellOptions options, std::string path)
      : facts_{facts}, options_{options}, path_{std::move(path)}, has_agent_folder_{facts.has_agent} {
    apply_options();
  }

  Understood<Interpretation> run(const ShellScript& script) {
    ENI_CHECK(check_commands(script));
    for (const ShellList& list : script.lists) {
      if (has_ended_) break;
      ENI_CHECK(run(list));
    }
    return Interpretation{std::move(actions_)};
  }

 private:
  // ---- lists: the status is known, or is that of the last call ----

  void add(BootAction action) { actions_.push_back(std::move(action)); }
  void add(Kind kind, When when, std::size_t number) {
    BootAction action;
    action.kind = kind;
    action.when = when;
    action.number = number;
    add(std::move(action));
  }

  Understood<void> run(const ShellList& list) {
    for (std::size_t at = 0; at < list.size() && !has_ended_; ++at) {
      const ShellListItem& item = list[at];
      const bool is_last = at + 1 == list.size();
      if (item.list_operator == ListOperator::kFirst) {
        ENI_CHECK(run(item.pipeline, is_last));
        continue;
      }
      if (matters_not_ && succeeds_anyway(item)) matters_not_ = false;
      if (matters_not_)
        return Declined{item.pipeline[0].line, "what depends on the ending of an installation"};
      if (status_) {
        if ((item.list_operator == ListOperator::kAnd) == (*status_ == 0))
          ENI_CHECK(run(item.pipeline, is_last));
        continue;
      }
      ENI_CHECK(run_depending(item, is_last));
    }
    return {};
  }

  /// `… || true`
  static bool succeeds_anyway(const ShellListItem& item) {
    const ShellCommand& command = item.pipeline[0];
    const std::string* name = command.words.size() == 1 ? literal(command.words[0]) : nullptr;
    return item.list_operator == ListOperator::kOr && item.pipeline.size() == 1 && name &&
           (*name == "true" || *name == ":");
  }

  /// What runs only if the call before it ended so.
  Understood<void> run_depending(const ShellListItem& item, bool is_last) {
    const std::size_t skip = actions_.size();
    add(Kind::kSkip, item.list_operator == ListOperator::kAnd ? When::kIfFailed : When::kIfSucceeded, 0);
    depends_ = true;
    ENI_CHECK(run(item.pipeline, is_last));
    depends_ = false;
    if (status_) add(Kind::kStatus, When::kAlways, static_cast<std::size_t>(*status_));
    status_.reset();
    actions_[skip].number = actions_.size() - skip - 1;
    return {};
  }

  Understood<void> run(const ShellPipeline& pipeline, bool is_last_of_list) {
    matters_not_ = false;
    ENI_CHECK(pipeline.size() == 1 ? run_alone(pipeline[0]) : run_piped(pipeline));
    if (!options_.errexit || !is_last_of_list || has_ended_) return {};
    if (matters_not_) return Declined{pipeline[0].line, "what depends on the ending of an installation"};
    if (!status_) add(Kind::kExit, When::kIfFailed, BootAction::kAny);
    if (status_.value_or(0) != 0) end(static_cast<std::size_t>(*status_));
    return {};
  }

  void end(std::size_t status) {
    add(Kind::kExit, When::kAlways, status);
    // Where it hangs on a call, the script may go on.
    if (!depends_) has_ended_ = true;
  }

  Understood<void> run_alone(const ShellCommand& command) {
    Streams streams;
    return run(command, streams);
  }

  Understood<void> run_piped(const ShellPipeline& pipeline) {
    std::string passed;
    int failed = 0;
    const std::string before = std::move(captured_);
    for (std::size_t at = 0; at < pipeline.size(); ++at) {
      Streams streams;
      streams.input = std::move(passed);
      if (at + 1 < pipeline.size()) streams.output.to = To::kNext;
      captured_.clear();
      ENI_CHECK(run(pipeline[at], streams));
      if (at + 1 < pipeline.size()) passed = std::move(captured_);
      if (status_.value_or(0) != 0) failed = *status_;
    }
    captured_.insert(0, before);
    if (options_.pipefail) status_ = failed;
    return {};
  }

  // ---- a command ----

  ShellVariables::Substitute substitute() {
    return [this](const ShellScript& script, int line) { return output_of(script, line); };
  }

  /// What a script within $(…) prints. It changes nothing, for it has no commands that do.
  Understood<std::string> output_of(const ShellScript& script, int line) {
    auto saved = std::move(captured_);
    const bool was_within = is_within_;
    is_within_ = true;
    std::string out;
    for (const ShellList& list : script.lists) {
      captured_.clear();
      ENI_CHECK(run(list));
      out += captured_;
      if (status_ != 0) return Declined{line, "a command within '$(' that fails"};
    }
    is_within_ = was_within;
    captured_ = std::move(saved);
    while (out.ends_with('\n')) out.pop_back();
    return out;
  }

  Understood<void> run(const ShellCommand& command, Streams& streams) {
    if (++commands_ > kMaxCommands)
      return Declined{command.line, "more commands than the sandbox interprets itself"};
    if (is_within_ && streams.output.to == To::kConsole) streams.output.to = To::kNext;
    status_ = 0;
    Words words;
    for (const ShellWord& word : command.words) {
      ENI_TRY(Words fields, variables_.fields(word, substitute(), command.line));
      std::move(fields.begin(), fields.end(), std::back_inserter(words));
    }
    ENI_CHECK(open(command, streams));
    if (streams.could_open == CouldOpen::kNo) return {};
    if (command.words.empty()) return assign(command);
    ENI_TRY(const Called called, find_command(command));
    const Words arguments(words.begin() + static_cast<std::ptrdiff_t>(std::min(called.first, words.size())),
                          words.end());
    return execute(command, called, arguments, streams);
  }

  Understood<void> assign(const ShellCommand& command) {
    for (const ShellAssignment& assignment : command.assignments) {
      if (depends_) return Declined{command.line, "a variable that depends on the outcome of a call"};
      ENI_TRY(std::string value, variables_.text(assignment.value, substitute(), command.line));
      variables_.set(assignment.name, std::move(value));
    }
    status_ = 0;
    return {};
  }

  Understood<void> execute(const ShellCommand& command, const Called& called, const Words& arguments,
                           const Streams& streams) {
    const int line = command.line;
    switch (called.known->command) {
      case Command::kTrue:
        return {};
      case Command::kFalse:
        status_ = 1;
        return {};
      case Command::kEcho:
        return print(echo(arguments), streams, line);
      case Command::kPrintf:
        return print(print_format(arguments, kMaxOutputBytes), streams, line);
      case Command::kCut:
        return print(cut(arguments, streams.input), streams, line);
      case Command::kSed:
        return print(sed(arguments, streams.input), streams, line);
      case Command::kCurl:
        return print(curl_metadata(arguments, facts_), streams, line);
      case Command::kCat:
        return cat(arguments, streams, line);
      case Command::kTee:
        return tee(arguments, streams, line);
      case Command::kAws:
        return call(command, called, arguments, streams);
      case Command::kMkdir:
        return make_folders(arguments, line);
      case Command::kTouch:
        return touch(arguments, line);
      case Command::kChangeFile:
        return change(arguments, line);
      case Command::kRm:
        return remove(arguments, line);
      case Command::kPackages:
        return install(called, arguments, line);
      case Command::kSet:
        return set(arguments, line);
      case Command::kExport:
        return export_variables(command, arguments);
      case Command::kExit:
        return exit(arguments, line);
    }
    return {};
  }

  // ---- output ----

  Understood<void> open(const ShellCommand& command, Streams& streams) {
    for (const ShellRedirect& redirect : command.redirects) {
      ENI_CHECK(open(redirect, streams, command.line));
      if (streams.could_open == CouldOpen::kNo) return {};
    }
    return {};
  }

  Understood<void> open(const ShellRedirect& redirect, Streams& streams, int line) {
    if (redirect.kind == ShellRedirect::Kind::kText) {
      ENI_TRY(streams.input, variables_.text(*redirect.body, substitute(), line));
      return redirect.descriptor == 0 ? Understood<void>{}
                                      : Declined{line, "a here-document of another input"};
    }
    ENI_TRY(const Words target, variables_.fields(redirect.target, substitute(), line));
    if (target.size() != 1) return Declined{line, "a redirection to no file or to several"};
    if (redirect.kind == ShellRedirect::Kind::kInput) {
      if (redirect.descriptor != 0 || target[0] != kNull)
        return Declined{line, "the content of " + target[0]};
      streams.input.clear();
      return {};
    }
    if (redirect.descriptor != 1 && redirect.descriptor != 2)
      return Declined{line, "a redirection of another stream than output and errors"};
    Target& stream = redirect.descriptor == 1 ? streams.output : streams.errors;
    if (redirect.kind == ShellRedirect::Kind::kDuplicate) {
      if (target[0] != "1" && target[0] != "2")
        return Declined{line, "a redirection to the stream " + target[0]};
      stream = target[0] == "1" ? streams.output : streams.errors;
      return {};
    }
    if (target[0] == kNull) {
      stream = {To::kNowhere};
      return {};
    }
    if (is_without_folder(target[0])) return fail_to_open(target[0], streams, line);
    ENI_CHECK(check_writable(target[0], line));
    stream = {To::kFile, target[0]};
    const bool empties = redirect.kind == ShellRedirect::Kind::kWrite;
    return write(target[0], {}, empties ? Kind::kWriteFile : Kind::kAppendFile, line);
  }

  Understood<void> check_writable(const std::string& path, int line) const {
    if (is_within_) return Declined{line, "a file written within '$('"};
    if (!is_inert_path(path))
      return Declined{line, "a change of " + path + ", whose effect the sandbox does not know"};
    if (is_without_folder(path)) return Declined{line, "the folder /etc/ecs, which this image has not"};
    return {};
  }

  bool is_without_folder(std::string_view path) const {
    return path.starts_with(kAgentFolder) && !has_agent_folder_;
  }

  /// What bash says of a redirection into a folder that is not there; the command does not run.
  Understood<void> fail_to_open(const std::string& path, Streams& streams, int line) {
    streams.could_open = CouldOpen::kNo;
    status_ = 1;
    return say(path_ + ": line " + std::to_string(line) + ": " + path + ": No such file or directory", line);
  }

  Understood<void> spend(std::size_t bytes, int line) {
    output_bytes_ += bytes;
    if (output_bytes_ > kMaxOutputBytes)
      return Declined{line, "more output than the sandbox interprets itself"};
    return {};
  }

  Understood<void> write(const std::string& path, std::string_view text, Kind kind, int line) {
    if (!depends_) written_.insert(path);
    if (text.find('\x01') != std::string_view::npos) return Declined{line, "the value of a session token"};
    ENI_CHECK(spend(text.size(), line));
    BootAction action;
    action.kind = kind;
    action.path = path;
    action.text = std::string(text);
    add(std::move(action));
    return {};
  }

  Understood<void> say(std::string_view text, int line) {
    if (text.empty()) return {};
    if (text.find('\x01') != std::string_view::npos) return Declined{line, "the value of a session token"};
    ENI_CHECK(spend(text.size() + 1, line));
    BootAction action;
    action.text = std::string(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text);
    add(std::move(action));
    return {};
  }

  Understood<void> put(std::string_view text, const Target& target, int line) {
    if (target.to == To::kConsole) return say(text, line);
    if (target.to == To::kFile)
      return text.empty() ? Understood<void>{} : write(target.path, text, Kind::kAppendFile, line);
    if (target.to == To::kNext) {
      ENI_CHECK(spend(text.size(), line));
      captured_.append(text);
    }
    return {};
  }

  Understood<void> print(const Result<std::string>& text, const Streams& streams, int line) {
    if (text.has_error()) return Declined{line, text.error().message};
    return put(*text, streams.output, line);
  }

  Understood<void> cat(const Words& arguments, const Streams& streams, int line) {
    const bool is_input = arguments.empty() || (arguments.size() == 1 && arguments[0] == "-");
    if (!is_input) return Declined{line, "the content of " + arguments[0]};
    return put(streams.input, streams.output, line);
  }

  Understood<void> tee(const Words& arguments, const Streams& streams, int line) {
    Kind kind = Kind::kWriteFile;
    for (const std::string& word : arguments) {
      if (!word.starts_with('-')) continue;
      if (word != "-a" && word != "--append") return Declined{line, "tee with '" + word + "'"};
      kind = Kind::kAppendFile;
    }
    for (const std::string& word : arguments) {
      if (word.starts_with('-') || word == kNull) continue;
      ENI_CHECK(check_writable(word, line));
      ENI_CHECK(write(word, streams.input, kind, line));
    }
    return put(streams.input, streams.output, line);
  }

  // ---- files ----

  /// The words that are no options; nothing if there is an option that is not among `letters`.
  static std::optional<Words> operands(const Words& arguments, std::string_view letters) {
    Words out;
    for (const std::string& word : arguments) {
      if (!word.starts_with('-')) {
        out.push_back(word);
      } else if (word.size() < 2 || word.find_first_not_of(letters, 1) != std::string::npos) {
        return std::nullopt;
      }
    }
    return out;
  }

  Understood<void> make_folders(const Words& arguments, int line) {
    const auto folders = operands(arguments, "pv");
    const bool makes_parents = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
      return word.starts_with('-') && word.find('p') != std::string::npos;
    });
    if (!folders || folders->empty() || !makes_parents) return Declined{line, "mkdir other than with -p"};
    for (const std::string& folder : *folders) {
      if (!is_inert_folder(folder)) return Declined{line, "the folder " + folder};
      if (folder != "/etc/ecs" || has_agent_folder_) continue;
      if (depends_) return Declined{line, "a folder that depends on the outcome of a call"};
      has_agent_folder_ = true;
    }
    return {};
  }

  Understood<void> touch(const Words& arguments, int line) {
    const auto files = operands(arguments, "");
    if (!files || files->empty()) return Declined{line, "touch with options"};
    for (const std::string& file : *files) {
      ENI_CHECK(check_writable(file, line));
      ENI_CHECK(write(file, {}, Kind::kAppendFile, line));
    }
    return {};
  }

  /// chmod and chown of what the script wrote before: root reads it all the same.
  Understood<void> change(const Words& arguments, int line) {
    const auto words = operands(arguments, "");
    if (!words || words->size() < 2) return Declined{line, "chmod or chown with options"};
    const std::string& how = words->front();
    const bool is_mode =
        how.size() >= 3 && how.size() <= 4 && how.find_first_not_of("01234567") == std::string::npos;
    const bool is_owner = how == "root" || how == "root:root";
    if (!is_mode && !is_owner) return Declined{line, "chmod or chown to '" + how + "'"};
    for (std::size_t at = 1; at < words->size(); ++at)
      if (!written_.contains((*words)[at])) return Declined{line, "chmod or chown of " + (*words)[at]};
    return {};
  }

  Understood<void> remove(const Words& arguments, int line) {
    const auto files = operands(arguments, "f");
    const bool is_forced = std::find(arguments.begin(), arguments.end(), "-f") != arguments.end();
    if (!files || !is_forced) return Declined{line, "rm other than with -f"};
    for (const std::string& file : *files) {
      ENI_CHECK(check_writable(file, line));
      ENI_CHECK(write(file, {}, Kind::kRemoveFile, line));
      written_.erase(file);
    }
    return {};
  }

  Understood<void> install(const Called& called, const Words& arguments, int line) {
    if (!is_harmless_installation(arguments, facts_))
      return Declined{line, std::string(called.known->name) + " " + join(arguments, " ")};
    if (depends_) return Declined{line, "an installation that depends on the outcome of a call"};
    matters_not_ = true;
    return {};
  }

  // ---- the shell itself ----

  void apply_options() {
    variables_.treat_unset(options_.nounset ? ShellVariables::Unset::kEndsTheScript
                                            : ShellVariables::Unset::kIsEmpty);
  }

  Understood<void> set(const Words& arguments, int line) {
    if (depends_) return Declined{line, "'set' that depends on the outcome of a call"};
    ENI_CHECK(set_options(options_, arguments, line));
    apply_options();
    return {};
  }

  Understood<void> export_variables(const ShellCommand& command, const Words& arguments) {
    for (const std::string& name : arguments)
      if (!ShellVariables::is_settable(name) || name.find_first_of("=- ") != std::string::npos)
        return Declined{command.line, "export of '" + name + "'"};
    if (arguments.empty() && command.assignments.empty())
      return Declined{command.line, "'export' without a name"};
    ENI_CHECK(assign(command));
    if (depends_) return Declined{command.line, "'export' that depends on the outcome of a call"};
    for (const ShellAssignment& assignment : command.assignments)
      variables_.export_to_commands(assignment.name);
    for (const std::string& name : arguments) variables_.export_to_commands(name);
    return {};
  }

  Understood<void> exit(const Words& arguments, int line) {
    if (matters_not_) return Declined{line, "what depends on the ending of an installation"};
    if (arguments.empty()) return Declined{line, "'exit' without a status"};
    const auto status = parse_integer(arguments[0]);
    if (arguments.size() > 1 || !status || *status < 0 || *status > 255)
      return Declined{line, "'exit' with another status"};
    end(static_cast<std::size_t>(*status));
    status_ = static_cast<int>(*status);
    return {};
  }

  // ---- the AWS CLI ----

  Understood<void> call(const ShellCommand& command, const Called& called, const Words& arguments,
                        const Streams& streams) {
    BootAction action;
    action.kind = Kind::kAwsCommand;
    action.words = {"aws"};
    action.words.insert(action.words.end(), arguments.begin(), arguments.end());
    for (const std::string& word : action.words)
      if (word.find('\x01') != std::string::npos)
        return Declined{command.line, "the value of a session token"};
    auto read = read_aws_command(action.words);
    if (read.has_error()) return Declined{command.line, read.error().message};
    if (read->region.empty()) {
      ENI_TRY(const std::string region, region_of_environment(command, called));
      if (!region.empty()) action.words.insert(action.words.end(), {"--region", region});
      if (read_aws_command(action.words).has_error())
        return Declined{command.line, "aws in the Region '" + region + "'"};
    }
    if (streams.output.to == To::kFile && streams.output.path.starts_with(kAgentFolder))
      return Declined{command.line, "the output of aws"};
    const bool shows_result = streams.output.to == To::kConsole;
    const bool shows_errors = streams.errors.to == To::kConsole;
    action.shows = shows_result ? (shows_errors ? Shows::kAll : Shows::kResultOnly)
                                : (shows_errors ? Shows::kErrorsOnly : Shows::kNothing);
    add(std::move(action));
    status_.reset();
    return {};
  }

  /// sudo passes on no environment.
  Understood<std::string> region_of_environment(const ShellCommand& command, const Called& called) {
    const bool has_sudo = called.first == 2;
    if (has_sudo && command.assignments.empty()) return std::string{};
    if (has_sudo) return Declined{command.line, "a variable for sudo"};
    std::string region;
    const bool reads_both = facts_.aws_cli == AwsCli::k2;
    for (const char* name : {"AWS_DEFAULT_REGION", "AWS_REGION"}) {
      if (std::string_view{name} == "AWS_REGION" && !reads_both) break;
      if (const std::string value = variables_.exported(name); !value.empty()) region = value;
      for (const ShellAssignment& assignment : command.assignments) {
        if (assignment.name != name) continue;
        ENI_TRY(region, variables_.text(assignment.value, substitute(), command.line));
        if (region.empty()) return Declined{command.line, std::string("an empty $") + name};
      }
    }
    return region;
  }

  const MachineFacts& facts_;
  ShellOptions options_;
  std::string path_;  ///< of the script, as the shell names it in its errors
  bool has_agent_folder_;
  ShellVariables variables_;
  std::vector<BootAction> actions_;
  std::set<std::string> written_;
  std::string captured_;  ///< what goes into the next command or the word around $(…)
  std::optional<int> status_ = 0;
  std::size_t commands_ = 0;
  std::size_t output_bytes_ = 0;
  bool matters_not_ = false;  ///< the status of the last command is not known, and must not be asked for
  bool depends_ = false;      ///< what runs hangs on the outcome of a call
  bool is_within_ = false;    ///< within $(…)
  bool has_ended_ = false;
};

Understood<Interpretation> interpret(const ScriptToRun& script, const MachineFacts& facts) {
  // bootcmd and the module of packages name their shell themselves; their first line is a comment.
  ENI_TRY(const ShellOptions options, read_first_line(script.text));
  ENI_TRY(const ShellScript tree, parse_shell(script.text));
  return Interpreter{facts, options, script.path}.run(tree);
}

}  // namespace

std::variant<Interpretation, Declined> interpret_completely(const ScriptToRun& script,
                                                            const MachineFacts& facts) {
  auto result = interpret(script, facts);
  if (result.has_error()) return result.error();
  return *std::move(result);
}

}  // namespace eni::sandbox::hosts
