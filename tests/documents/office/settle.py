"""Has LibreOffice open files, settle their tracked changes and write them anew; for the system's Python (python3-uno).

settle.py PIPE < jobs.json      where a job is [source, command, target, filter, options]
"""

import json
import os
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.1)
    raise SystemExit("settle: the office did not answer within a minute")


def values(**given):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in given.items())


def main():
    context = connect(sys.argv[1])
    desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for source, command, target, filter_, options in json.load(sys.stdin):
        document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, values(Hidden=True))
        if document is None:
            raise SystemExit(f"settle: {source} cannot be opened")
        if command:
            dispatcher.executeDispatch(document.CurrentController.Frame, f".uno:{command}", "", 0, ())
        document.storeToURL(uno.systemPathToFileUrl(target), values(FilterName=filter_, FilterOptions=options))
        document.close(True)
    # Every file is written; taking the bridge down now and then crashes in LibreOffice's own code, so nobody does.
    os._exit(0)


main()
