/// ListExports, ListImports.
#include "sandbox/services/cloudformation/operations.h"
#include "sandbox/services/cloudformation/operations/input.h"

namespace eni::sandbox::cloudformation {
namespace {

constexpr std::size_t kPageSize = 100;

}  // namespace

ApiResult<Reply> list_exports(Call& call) {
  json::array all;
  for (const ExportRecord& row :
       call.store<CloudFormationExports>().list(call.account().value, call.region.value)) {
    all.push_back(json::object{{"ExportingStackId", row.stack_id}, {"Name", row.name}, {"Value", row.value}});
  }
  return page_of(call, "Exports", all, kPageSize);
}

ApiResult<Reply> list_imports(Call& call) {
  const std::string name = call.params.text_or("ExportName", "");
  json::array all;
  for (const std::string& stack :
       call.store<CloudFormationExports>().importers(call.account().value, call.region.value, name)) {
    all.emplace_back(stack);
  }
  if (all.empty()) return aws::validation_error("Export '" + name + "' is not imported by any stack.");
  return page_of(call, "Imports", all, kPageSize);
}

}  // namespace eni::sandbox::cloudformation
