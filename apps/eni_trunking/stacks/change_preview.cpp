#include "eni_trunking/stacks/change_preview.h"

#include "base/text.h"
#include "eni_trunking/output/text_table.h"

namespace eni::command {

namespace {

std::string label_of(const ResourceChange& change) {
  if (change.action != "Modify" || change.replacement == "False") return change.action;
  if (change.replacement == "True") return "Replace";
  return change.replacement == "Conditional" ? "Replace?" : change.action;
}

}  // namespace

std::string change_preview(const std::vector<ResourceChange>& changes) {
  TextTable table{{{"change"}, {"resource"}, {"type"}}};
  for (const ResourceChange& change : changes) {
    table.add_row({label_of(change), change.logical_id, change.type});
    if (change.action == "Modify" && !change.properties.empty())
      table.add_row({"", "  by " + join(change.properties, ", "), ""});
  }
  return table.text();
}

std::string change_summary(const std::vector<ResourceChange>& changes) {
  const struct {
    const char* label;
    const char* text;
  } kinds[] = {{"Add", "to add"},
               {"Modify", "to modify"},
               {"Replace", "to replace"},
               {"Remove", "to remove"},
               {"Replace?", "that may be replaced"},
               {"Import", "to import"},
               {"Dynamic", "to find out"}};
  std::vector<std::string> parts;
  for (const auto& kind : kinds) {
    std::size_t count = 0;
    for (const ResourceChange& change : changes) count += label_of(change) == kind.label ? 1 : 0;
    if (count > 0) parts.push_back(std::to_string(count) + " " + kind.text);
  }
  return join(parts, ", ");
}

}  // namespace eni::command
