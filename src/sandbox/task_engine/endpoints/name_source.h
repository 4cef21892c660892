#pragma once
/// Who knows the names of a VPC.
#include <string>
#include <vector>

#include "sandbox/task_engine/endpoints/dns_message.h"

namespace eni::sandbox::task_engine::endpoints {

struct NameLookup {
  enum class Outcome {
    kNotOurs,     ///< somebody else may know: the machine's servers of names, unless it is a local name
    kNoSuchName,  ///< it would be ours
    kExists,      ///< with the records, if there are any of the type
  };
  Outcome outcome = Outcome::kNotOurs;
  std::vector<NameRecord> records;
  /// To which the records lead, and of which somebody else knows the rest; "" if there is none
  std::string onward = {};
};

class NameSource {
 public:
  virtual ~NameSource() = default;
  /// @param name  of a client's, in small letters, without the last dot, as name_text() writes it
  /// @param type  any; records of others are left out, but for CNAME records, and what they lead to
  /// What it throws is a failure of that question alone (SERVFAIL), and the source's to log.
  virtual NameLookup find(const std::string& name, RecordType type) = 0;
};

}  // namespace eni::sandbox::task_engine::endpoints
