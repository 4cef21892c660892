#pragma once
/// Where each statement stands in the text of a policy document: simulations point at what decided.
#include <string_view>
#include <vector>

namespace eni::sandbox::iam_service {

struct TextPosition {
  int line = 1;    ///< from 1
  int column = 1;  ///< from 1
};

struct StatementPosition {
  TextPosition
      begin;  ///< after what stands before the statement: its bracket, its colon, or the statement before it
  TextPosition end;  ///< after the closing brace
};

/// @param document  a policy that iam::parse_policy accepts
/// @return          one for each statement, in their order
std::vector<StatementPosition> statement_positions(std::string_view document);

}  // namespace eni::sandbox::iam_service
