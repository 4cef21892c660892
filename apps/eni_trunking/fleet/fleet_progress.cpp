#include "eni_trunking/fleet/fleet_progress.h"

#include <algorithm>
#include <map>
#include <ostream>

#include "base/text.h"
#include "eni_trunking/output/text_layout.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

namespace {

using Results = std::vector<OperationResult>;

constexpr std::size_t kStatusWidth = 9;  ///< of SUCCEEDED and CANCELLED

/// "1:05", "2:00:05"
std::string duration_text(std::chrono::seconds elapsed) {
  const auto two = [](long long number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const long long seconds = elapsed.count();
  const std::string minutes = std::to_string(seconds / 60 % 60);
  return seconds < 3600
             ? minutes + ":" + two(seconds % 60)
             : std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

std::string cut(const std::string& line, std::size_t columns) {
  return std::string(utf8_prefix(in_one_line(line), columns > 0 ? columns - 1 : 0));
}

/// `status` filled up to its width, then coloured.
std::string status_cell(const std::string& status, Colours colours) {
  const std::string cell = padded(status, kStatusWidth);
  const std::string_view colour = colour_of_status(status);
  return colours == Colours::kNone || colour.empty() ? cell
                                                     : std::string(colour) + cell + std::string(kPlainColour);
}

std::string head(const StackSetOperation& operation, std::chrono::seconds elapsed) {
  return operation.action + "  " + operation.status + "  " + duration_text(elapsed);
}

std::vector<std::string> regions_of(const Results& results) {
  std::set<std::string> regions;
  for (const OperationResult& result : results) regions.insert(result.place.region);
  return {regions.begin(), regions.end()};
}

/// A row an account, a column a Region. @return  nothing if it does not fit
std::vector<std::string> matrix(const Results& results, const DisplaySize& size, Colours colours) {
  const std::vector<std::string> regions = regions_of(results);
  std::map<std::string, std::map<std::string, std::string>> rows;
  for (const OperationResult& result : results)
    rows[result.place.account][result.place.region] = result.status;
  std::size_t width = 2 + 12;
  for (const std::string& region : regions) width += 2 + std::max(region.size(), kStatusWidth);
  if (rows.empty() || rows.size() + 2 > size.rows || width >= size.columns) return {};
  std::string heading = "  " + padded("account", 12);
  for (const std::string& region : regions) heading += "  " + padded(region, kStatusWidth);
  std::vector<std::string> lines{heading};
  for (auto& [account, statuses] : rows) {
    std::string line = "  " + padded(account, 12);
    for (const std::string& region : regions) {
      line += "  " + status_cell(statuses[region], colours);
      line += std::string(region.size() > kStatusWidth ? region.size() - kStatusWidth : 0, ' ');
    }
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> counts_by_region(const Results& results) {
  std::map<std::string, ResultCounts> by_region;
  for (const OperationResult& result : results) by_region[result.place.region].add(result.status);
  TextTable table{{{"  region"},
                   {"pending", Align::kRight},
                   {"running", Align::kRight},
                   {"succeeded", Align::kRight},
                   {"failed", Align::kRight},
                   {"cancelled", Align::kRight}}};
  for (const auto& [region, counts] : by_region)
    table.add_row({"  " + region, std::to_string(counts.pending), std::to_string(counts.running),
                   std::to_string(counts.succeeded), std::to_string(counts.failed),
                   std::to_string(counts.cancelled)});
  std::vector<std::string> lines = split(table.text(), '\n');
  lines.pop_back();
  return lines;
}

/// As many as there is room for, the last line saying how many there are besides.
void append_failures(std::vector<std::string>& lines, const Results& results, std::size_t room) {
  std::vector<const OperationResult*> failed;
  for (const OperationResult& result : results) {
    if (result.status == "FAILED") failed.push_back(&result);
  }
  const bool fit = failed.size() <= room;
  const std::size_t shown = fit ? failed.size() : room > 0 ? room - 1 : 0;
  for (std::size_t i = 0; i < shown; ++i)
    lines.push_back("  " + failed[i]->place.account + "  " + failed[i]->place.region + "  " +
                    failed[i]->reason);
  if (!fit && room > 0)
    lines.push_back("  and " + std::to_string(failed.size() - shown) + " more that failed");
}

}  // namespace

void ResultCounts::add(const std::string& status) {
  if (status == "SUCCEEDED")
    ++succeeded;
  else if (status == "FAILED")
    ++failed;
  else if (status == "CANCELLED")
    ++cancelled;
  else if (status == "RUNNING")
    ++running;
  else
    ++pending;
}

std::vector<std::string> operation_picture(const StackSetOperation& operation, const Results& results,
                                           std::chrono::seconds elapsed, const DisplaySize& size,
                                           Colours colours) {
  std::vector<std::string> lines{head(operation, elapsed)};
  std::vector<std::string> rows = matrix(results, size, colours);
  if (!rows.empty()) {
    lines.insert(lines.end(), rows.begin(), rows.end());
    return lines;
  }
  rows = counts_by_region(results);
  lines.insert(lines.end(), rows.begin(), rows.end());
  // The last row of the screen is the cursor's.
  if (lines.size() + 1 < size.rows) append_failures(lines, results, size.rows - 1 - lines.size());
  lines.resize(std::min(lines.size(), size.rows > 0 ? size.rows - 1 : 0));
  for (std::string& line : lines) line = cut(line, size.columns);
  return lines;
}

void FleetProgress::show(const StackSetOperation& operation, const Results& results,
                         std::chrono::seconds elapsed) {
  if (size_.rows == 0)
    tell(operation, results, elapsed);
  else
    live_.draw(operation_picture(operation, results, elapsed, size_, colours_));
}

void FleetProgress::tell(const StackSetOperation& operation, const Results& results,
                         std::chrono::seconds elapsed) {
  ResultCounts counts;
  for (const OperationResult& result : results) {
    counts.add(result.status);
    if (result.status != "FAILED" || !told_failures_.insert(result.place).second) continue;
    out_ << result.place.account << "  " << result.place.region << "  FAILED  " << in_one_line(result.reason)
         << std::endl;
  }
  if (counts.total() < expected_) counts.pending += expected_ - counts.total();
  if (counts == told_) return;
  told_ = counts;
  out_ << head(operation, elapsed) << ": " << counts.succeeded << " of " << counts.total() << " succeeded, "
       << counts.failed << " failed, " << counts.running << " running, " << counts.pending << " pending";
  if (counts.cancelled > 0) out_ << ", " << counts.cancelled << " cancelled";
  out_ << std::endl;
}

}  // namespace eni::command
