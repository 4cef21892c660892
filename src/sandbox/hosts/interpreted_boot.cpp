#include "sandbox/hosts/interpreted_boot.h"

#include "sandbox/hosts/inert_path.h"
#include "sandbox/hosts/shell_interpreter.h"

namespace eni::sandbox::hosts {
namespace {

using Kind = BootAction::Kind;
using Step = Result<InterpretedStep, NotInterpreted>;

NotInterpreted not_interpreted(const std::string& what) { return {"the sandbox does not interpret " + what}; }

Step interpreted(const ConsoleMessage& message) {
  InterpretedStep step;
  step.actions.emplace_back().text = message.text;
  return step;
}

Step interpreted(const FileToWrite& file) {
  const bool is_known_owner = file.owner == "root" || file.owner == "root:root" ||
                              file.owner == "root:wheel" || file.owner == "ec2-user" ||
                              file.owner == "ec2-user:ec2-user";
  if (!is_known_owner) return not_interpreted("the owner " + file.owner + " of " + file.path);
  if (!is_inert_path(file.path)) return not_interpreted(file.path + ", whose effect it does not know");
  InterpretedStep step;
  BootAction& action = step.actions.emplace_back();
  action.kind = file.mode == FileToWrite::Mode::kAppend ? Kind::kAppendFile : Kind::kWriteFile;
  action.path = file.path;
  action.text = file.content;
  return step;
}

Step interpreted(const UnsupportedInput& input) { return not_interpreted(input.what); }

/// Of one step; its text is the script's.
Step interpreted(const ScriptToRun& script, const MachineFacts& facts) {
  auto result = interpret_completely(script, facts);
  const std::string& place = script.path.empty() ? script.name : script.path;
  if (const auto* declined = std::get_if<Declined>(&result))
    return not_interpreted(place + " line " + std::to_string(declined->line) + ": " + declined->reason);
  return InterpretedStep{script.origin, place, std::move(std::get<Interpretation>(result).actions)};
}

Step interpreted(const BootStep& step, const MachineFacts& facts) {
  if (const auto* script = std::get_if<ScriptToRun>(&step.what)) return interpreted(*script, facts);
  if (const auto* file = std::get_if<FileToWrite>(&step.what)) return interpreted(*file);
  if (const auto* message = std::get_if<ConsoleMessage>(&step.what)) return interpreted(*message);
  return interpreted(std::get<UnsupportedInput>(step.what));
}

}  // namespace

Result<std::vector<InterpretedStep>, NotInterpreted> interpret_plan(const BootPlan& plan, BootKind kind,
                                                                    const MachineFacts& facts) {
  std::vector<InterpretedStep> out;
  for (const BootStep& step : plan) {
    if (kind == BootKind::kLater && step.frequency == BootStep::Frequency::kFirstBoot) continue;
    ENI_TRY(InterpretedStep next, interpreted(step, facts));
    out.push_back(std::move(next));
  }
  return out;
}

}  // namespace eni::sandbox::hosts
