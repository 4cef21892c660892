#pragma once
/// Reading an operation's answer page by page.
#include "sandbox/hosts/tools/aws/session.h"

namespace eni::sandbox::hosts::tools::aws_cli {

struct PageLimits {
  std::optional<long long> max_items;
  std::optional<long long> page_size;
  std::string starting_token;
};

/// All pages, by the model's names, the first with all its members, the others with their results alone.
struct PagedAnswer {
  std::vector<json::object> pages;
  Reply last;  ///< with the bytes of a stream
};

/// @param params  by the model's names
Task<CliResult<PagedAnswer>> read_pages(Session& session, shapes::ServiceShapes service,
                                        shapes::OperationShape operation, json::object params,
                                        PageLimits limits);

/// The pages as one answer.
json::object joined(const shapes::OperationShape& operation, const std::vector<json::object>& pages);

}  // namespace eni::sandbox::hosts::tools::aws_cli
