#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "eni_trunking/doctor/report.h"

namespace eni::command {

namespace {

json::object message(std::string_view text) { return {{"text", text}}; }

json::object rule_of(const diagnosis::Check& check) {
  return {{"id", check.name},
          {"shortDescription", message(check.title)},
          {"fullDescription", message(check.looks_at)},
          {"help", message(std::string(check.remedy) + " Sources: " + std::string(check.sources))},
          {"defaultConfiguration", json::object{{"level", to_string(check.severity)}}}};
}

json::object result_of(const diagnosis::Finding& finding) {
  std::string text = finding.seen + " " + finding.why;
  if (!finding.commands.empty()) text += "\n\n" + join(finding.commands, "\n");
  const std::string qualified =
      finding.cluster.empty() ? finding.resource : finding.cluster + "/" + finding.resource;
  const json::object place{
      {"name", finding.resource}, {"fullyQualifiedName", qualified}, {"kind", "resource"}};
  // The same finding of another run has the same fingerprint, whatever was counted in its text.
  return {
      {"ruleId", finding.check},
      {"level", to_string(finding.severity)},
      {"message", message(text)},
      {"locations", json::array{json::object{{"logicalLocations", json::array{place}}}}},
      {"partialFingerprints", json::object{{"resource/v1", sha256_hex(finding.check + "\n" + qualified)}}}};
}

}  // namespace

/// Source: OASIS, Static Analysis Results Interchange Format (SARIF) 2.1.0.
std::string sarif_report(const Report& report) {
  json::array rules;
  for (const diagnosis::Check* check : report.checks) rules.push_back(rule_of(*check));
  json::array results;
  for (const diagnosis::Finding& finding : report.findings) results.push_back(result_of(finding));
  const json::object driver{
      {"name", "eni-trunking doctor"}, {"version", ENI_TRUNKING_VERSION}, {"rules", rules}};
  const json::object run{{"tool", json::object{{"driver", driver}}}, {"results", results}};
  return pretty(json::object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                             {"version", "2.1.0"},
                             {"runs", json::array{run}}});
}

}  // namespace eni::command
