#include "eni_trunking/stacks/stack_progress.h"

#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "base/time_text.h"
#include "eni_trunking/output/text_layout.h"

namespace eni::command {

namespace {

/// "12:36:00" of "2015-08-30T12:36:00.123Z"
std::string time_of_day(const std::string& time) { return time.size() >= 19 ? time.substr(11, 8) : time; }

/// Between two events of a resource; "" before its end.
std::string duration_text(const StackEvent& first, const StackEvent& last) {
  const auto begin = parse_iso8601(first.time);
  const auto end = parse_iso8601(last.time);
  if (!begin || !end || last.status.ends_with("_IN_PROGRESS")) return "";
  return fixed(static_cast<double>((*end - *begin).count()) / 1000, 1) + " s";
}

}  // namespace

void StackProgress::add(const StackEvent& event) {
  events_.push_back(event);
  const auto line = std::find_if(lines_.begin(), lines_.end(), [&](const Line& known) {
    return known.last.logical_id == event.logical_id;
  });
  if (line == lines_.end()) {
    lines_.push_back({event, event});
  } else {
    // A deletion, or a rollback, is timed anew.
    if (!line->last.status.ends_with("_IN_PROGRESS")) line->first = event;
    line->last = event;
  }
  draw();
}

void StackProgress::draw() {
  if (lines_.size() + 1 > size_.rows) {  // no terminal, or one that is too small to draw over
    const StackEvent& event = events_.back();
    out_ << time_of_day(event.time) << "  " << event.logical_id << "  " << event.status
         << (event.reason.empty() ? "" : "  " + in_one_line(event.reason)) << std::endl;
    live_.leave();
    return;
  }
  std::size_t width = 0;
  for (const Line& line : lines_) width = std::max(width, line.last.logical_id.size());
  std::vector<std::string> texts;
  for (const Line& line : lines_) texts.push_back(line_text(line, width));
  live_.draw(texts);
}

std::string StackProgress::line_text(const Line& line, std::size_t name_width) const {
  const std::string& status = line.last.status;
  std::string text = "  " + padded(line.last.logical_id, name_width) + "  ";
  const std::size_t before_status = text.size();
  text += status;
  const std::string note = line.last.reason.empty() || line.last.reason == "User Initiated"
                               ? duration_text(line.first, line.last)
                               : in_one_line(line.last.reason);
  if (!note.empty()) text = padded(text, before_status + 20) + "  " + note;
  text = std::string(utf8_prefix(text, size_.columns - std::min<std::size_t>(1, size_.columns)));
  if (colours_ == Colours::kNone || text.size() < before_status + status.size()) return text;
  text.insert(before_status + status.size(), kPlainColour);
  return text.insert(before_status, colour_of_status(status));
}

}  // namespace eni::command
