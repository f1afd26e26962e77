#!/usr/bin/env bash
# Builds the plugin with a JDK and nothing else.
#   gateway/build.sh [--jakarta] [--release N] [--out DIR] [IIQ_HOME]   zip, checksum and signatures.txt, in DIR (default gateway/dist)
#   gateway/build.sh --host DIR                                         plugin and test host into DIR/classes, DIR/classpath, and, for
#                                                                       tests, what the first form makes into DIR/release, and
#                                                                       the stubs with the check of signatures into DIR/stubs
# With IIQ_HOME it compiles against WEB-INF/classes and WEB-INF/lib of that installation, else against gateway/stubs.
# --jakarta is for an IIQ whose REST classes are jakarta.ws.rs, --release for its Java (default 8, which runs on all later ones).
# Two builds of one source give the same bytes.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
jars=/usr/share/java
jakarta='' release=8 host='' out="$here/dist" iiq=''

while (($#)); do
	case $1 in
	--jakarta) jakarta=1 ;;
	--release) release=$2 && shift ;;
	--host) host=$2 && shift ;;
	--out) out=$2 && shift ;;
	-*) sed -n '2,9p' "$0" >&2 && exit 2 ;;
	*) iiq=$1 ;;
	esac
	shift
done
command -v javac >/dev/null || { echo 'javac is missing: install a JDK (Debian: openjdk-17-jdk-headless)' >&2; exit 3; }

work=$(mktemp -d)
tools=$work/tools
trap 'rm -rf "$work"' EXIT
export LC_ALL=C TZ=UTC
# Programs that end within a second are quicker without the compiler that makes long ones quick.
quick=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)
compile() { javac "${quick[@]/#/-J}" -encoding UTF-8 -nowarn "$@"; }
tool() { java "${quick[@]}" -cp "$tools" "$@"; }
sources() { find "$1" -name '*.java' | sort; }

# What to compile against: an installation's own classes, or the signatures, which are read and not compiled.
against() {
	if [[ -n $iiq ]]; then
		[[ -d $iiq/WEB-INF/lib ]] || { echo "no WEB-INF/lib in $iiq" >&2; exit 2; }
		path=(-cp "$iiq/WEB-INF/classes:$iiq/WEB-INF/lib/*")
		return
	fi
	cp -r "$here/stubs" "$work/stubs"
	[[ -z $jakarta ]] || to_jakarta "$work/stubs"
	path=(-cp "$work" -sourcepath "$work/stubs" -implicit:none)
}

to_jakarta() {
	find "$1" -name '*.java' -exec sed -i 's/\bjavax\.ws\.rs\b/jakarta.ws.rs/g' {} +
	[[ ! -d $1/javax ]] || mv "$1/javax" "$1/jakarta"
}

# One compiler less is started where the stubs are asked for, too.
beside_tools() { [[ -z $host ]] || { sources "$here/stubs" && echo "$here/check/SignatureCheck.java"; }; }

compile_plugin() {
	local path
	against
	cp -r "$here/plugin/src" "$work/src"
	[[ -z $jakarta ]] || to_jakarta "$work/src"
	mkdir -p "$work/classes"
	# shellcheck disable=SC2046
	compile --release "$release" -g:source,lines -Xlint:-options "${path[@]}" -d "$work/classes" $(sources "$work/src")
	# shellcheck disable=SC2046
	compile -d "$tools" "$here/tools/Signatures.java" "$here/tools/Pack.java" $(beside_tools)
	tool Signatures "$work/classes" >"$work/signatures.txt"
	cp "$work/signatures.txt" "$work/classes/com/iiqapprovals/gateway/signatures.txt"
}

# The zip, its checksum and the signatures, from the classes that are compiled.
pack() {
	local into=$1 version zip
	version=$(sed -n 's/.*VERSION = "\(.*\)".*/\1/p' "$here/plugin/src/com/iiqapprovals/gateway/Capabilities.java")
	mkdir -p "$work/zip/lib" "$into"
	tool Pack "$work/classes" "$work/zip/lib/approvals-gateway.jar"
	sed "s/@VERSION@/$version/" "$here/plugin/manifest.xml" >"$work/zip/manifest.xml"
	cp -r "$here/plugin/import" "$work/zip/import"
	zip=approvals-gateway-$version${jakarta:+-jakarta}.zip
	tool Pack "$work/zip" "$into/$zip"
	cp "$work/signatures.txt" "$into/signatures.txt"
	(cd "$into" && sha256sum "$zip" >"$zip.sha256" && cat "$zip.sha256")
}

if [[ -n $host ]]; then
	needed=(jaxrs-api jetty9-server jetty9-servlet jetty9-http jetty9-io jetty9-util jetty9-security servlet-api resteasy-jaxrs jackson-databind
		jackson-core jackson-annotations jboss-logging geronimo-annotation-1.3-spec commons-logging commons-io bsh)
	path=''
	for one in "${needed[@]}"; do
		[[ -e $jars/$one.jar ]] || { echo "$jars/$one.jar is missing: apt-get install bsh libjaxrs-api-java libresteasy3.0-java libjetty9-java libjackson2-databind-java" >&2; exit 3; }
		path+=":$jars/$one.jar"
	done
	# Without it the engine's logging complains on standard error.
	[[ ! -e $jars/slf4j-nop.jar ]] || path+=":$jars/slf4j-nop.jar"
	mkdir -p "$host"
	rm -rf "$host/classes" "$host/stubs"
	tools=$host/stubs
	compile_plugin
	cp -r "$work/classes" "$host/classes"
	# shellcheck disable=SC2046
	compile --release 17 -cp "$host/classes$path" -d "$host/classes" $(sources "$here/host")
	pack "$host/release"
	# The host runs the trial workflow from the very file that is imported into IIQ.
	cp "$here"/trial-workflow/*.xml "$host/classes"
	echo "$host/classes$path" >"$host/classpath"
	exit 0
fi

compile_plugin
pack "$out"
