#pragma once
/// Answers of services with the query protocol (STS): the small part of XML they use, read strictly.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace eni::function {

/// The leaves of a document: "AssumeRoleResponse/AssumeRoleResult/Credentials/AccessKeyId" and its text.
class QueryReply {
 public:
  ~QueryReply();
  QueryReply() = default;
  QueryReply(QueryReply&&) = default;
  QueryReply& operator=(QueryReply&&) = default;
  QueryReply(const QueryReply&) = delete;
  QueryReply& operator=(const QueryReply&) = delete;

  /// Elements, attributes (not kept), text, the five named entities and numeric ones.
  /// @error  "not XML: …" for all else: declarations other than the first line's, CDATA, comments, bad
  /// nesting
  static Result<QueryReply> parse(std::string_view text);

  /// The text at `path`; nothing if there is no such leaf.
  std::optional<std::string> text(std::string_view path) const;

 private:
  std::vector<std::pair<std::string, std::string>> leaves_;  ///< wiped in the end: they may be secrets
};

}  // namespace eni::function
