#include "sandbox/hosts/console.h"

#include "base/text.h"
#include "base/time_text.h"
#include "sandbox/hosts/ec2_records.h"

namespace eni::sandbox::hosts {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"") + "\"";
}

}  // namespace

void Console::line(std::string_view text) {
  const TimePoint now = env_.scheduler.now();
  append_console(env_.store, instance_id_, std::string(text) + "\n", now);
}

void Console::agent(std::string_view level, std::string_view message,
                    const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string text = "amazon-ecs-agent: level=" + std::string(level) +
                     " time=" + iso8601(env_.scheduler.now()) + " msg=" + quoted(message);
  for (const auto& [name, value] : fields) text += " " + name + "=" + quoted(value);
  line(text);
}

}  // namespace eni::sandbox::hosts
