#include "sandbox/services/autoscaling/activities/cause.h"

#include "base/text.h"
#include "base/time_text.h"

namespace eni::sandbox::autoscaling_service {
namespace {

constexpr std::size_t kMaxCauseBytes = 1023;
/// What has been superseded many times over is no longer told.
constexpr std::size_t kMaxNotes = 5;

std::string from_to(std::int64_t from, std::int64_t to) {
  return "from " + std::to_string(from) + " to " + std::to_string(to);
}

}  // namespace

std::string cause_sentence(TimePoint time, std::string_view text) {
  return "At " + iso8601(time) + " " + std::string(text) + ".";
}

std::string joined_cause(const std::vector<std::string>& sentences) {
  std::string joined = join(sentences, "  ");
  joined.resize(utf8_prefix(joined, kMaxCauseBytes).size());
  return joined;
}

std::string desired_change(std::int64_t from, std::int64_t to) {
  return " changing the desired capacity " + from_to(from, to);
}

std::string started_for_difference(std::int64_t from, std::int64_t to) {
  return "an instance was started in response to a difference between desired and actual capacity, "
         "increasing "
         "the capacity " +
         from_to(from, to);
}

std::string taken_out(std::string_view reason, std::int64_t from, std::int64_t to) {
  std::string text = "an instance was taken out of service in response to " + std::string(reason);
  if (from != to) text += ", shrinking the capacity " + from_to(from, to);
  return text;
}

void note_desired_change(AutoScalingGroup& group, TimePoint time, std::string_view why, std::int64_t from,
                         std::int64_t to) {
  json::array causes = array_at(group.document, "_causes");
  causes.emplace_back(cause_sentence(time, std::string(why) + desired_change(from, to)));
  if (causes.size() > kMaxNotes) causes.erase(causes.begin());
  group.document["_causes"] = std::move(causes);
}

std::vector<std::string> noted_causes(const AutoScalingGroup& group) {
  return texts_at(group.document, "_causes");
}

}  // namespace eni::sandbox::autoscaling_service
