#pragma once
/// What is not shown of a stack: the values of its parameters with NoEcho, and what functions have answered with NoEcho.
/// Source: CloudFormation User Guide, "Parameters", NoEcho: "returns the parameter value masked as asterisks (*****) for any calls that
/// describe the stack or stack events", but for Metadata and Outputs; "Custom resource response objects", NoEcho.
#include <set>
#include <string>

#include "sandbox/store/cloudformation_stacks.h"

namespace eni::sandbox::cloudformation {

class HiddenValues {
 public:
  /// Of the parameters that the definition's template declares with NoEcho. Of a template that cannot be read: of none.
  void add_parameters(const StackDefinition& definition);
  /// Of what the resources' functions have answered.
  void add_answers(const ResourceRecords& resources);

  /// "****" in the place of each hidden value. One of less than four characters is hidden only where it is the whole text: it would take
  /// ordinary words with it.
  std::string in_text(std::string text) const;
  json::object in_properties(const json::object& properties) const;

 private:
  void add(const json::value& value);
  json::value in_value(const json::value& value) const;

  /// The longest first: one may be a part of another.
  struct LongestFirst {
    bool operator()(const std::string& a, const std::string& b) const {
      return a.size() != b.size() ? a.size() > b.size() : a < b;
    }
  };
  std::set<std::string, LongestFirst> values_;
};

}  // namespace eni::sandbox::cloudformation
