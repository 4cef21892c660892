#pragma once
/// Names that are other names of names.
/// Sources: RFC 1034, sections 3.6.2 and 4.3.2; RFC 6604, section 3 (the code of an answer with a chain is that of its end).
#include <functional>

#include "sandbox/task_engine/endpoints/name_source.h"

namespace eni::sandbox::task_engine::endpoints {

/// Longer chains are told as far as they were followed.
inline constexpr std::size_t kMaxChain = 8;

/// What `find` knows of the name, and of the names that CNAME records lead to, in this order. Who asks for CNAME records is told the
/// first.
/// @param find  what is known of one name, as NameSource has it
NameLookup find_through(const std::function<NameLookup(const std::string&)>& find, const std::string& name,
                        RecordType type);

}  // namespace eni::sandbox::task_engine::endpoints
